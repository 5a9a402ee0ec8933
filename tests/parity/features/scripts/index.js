$evaluation.getContext().getIdentity().getAttributes().getValue('email').asString(7); $evaluation.grant();
