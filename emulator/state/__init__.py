"""What has happened: tables of documents and records, undo, snapshots."""
