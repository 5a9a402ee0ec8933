$evaluation.getPermission().addClaim('denied', 'yes'); $evaluation.deny();
