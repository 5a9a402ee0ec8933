"""Providers of client registration: a file is one, named as the last part of its path.

A member has ``COLLECTION`` and ``CLIENT``, its endpoints by method where no client is named and below a client; ``CONSUMES`` is the media
type that those with a body take, ``ALLOW`` what OPTIONS answers and ``PREFLIGHT`` the methods of a CORS preflight, empty for none.
"""
