$evaluation.getPermission().addClaim('undecided', 'yes');
