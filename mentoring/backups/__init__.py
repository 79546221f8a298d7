"""Backup and restore of the one database, between the embedded server and others, of any version from 15 on.

pg_dump writes the file; pg_restore only turns it into SQL, which is fed to the server from here. So one transaction
holds all of it, dropping what is there included, and a setting that an older server doesn't know can be left out.
"""
