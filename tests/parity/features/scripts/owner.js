if ($evaluation.getPermission().getResource().getOwner().equals($evaluation.getContext().getIdentity().getId())) { $evaluation.grant(); }
