$evaluation.deny(); $evaluation.denyIfNoEffect(); $evaluation.grant(); $evaluation.denyIfNoEffect();
