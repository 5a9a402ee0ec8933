"""What tests set and look at: faults, recorded requests, webhooks, snapshots."""
