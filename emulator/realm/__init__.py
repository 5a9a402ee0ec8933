"""What a realm is: views on its representation, files, defaults, import and export."""
