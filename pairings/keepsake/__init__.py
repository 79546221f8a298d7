"""What stays after the end: a file made of what each has released, and a certificate.

Other rooms add what it can hold through `sources`.
"""
