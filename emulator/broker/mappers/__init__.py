"""Identity provider mappers, one file each, named after the mapper's provider id.

A member may have ``preprocess(context, mapper, identity) -> BrokeredIdentity``, which runs before anybody looks for the user,
``imported(subject)`` for a user that was just made, and ``updated(subject)`` for one that logs in again.
"""
