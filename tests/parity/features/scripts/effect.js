$evaluation.grant(); $evaluation.getPermission().addClaim('effect', String($evaluation.getEffect())); $evaluation.denyIfNoEffect();
