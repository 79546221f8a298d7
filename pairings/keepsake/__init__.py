"""What stays: one file made of what each has released, and a certificate.

Other rooms add what it can hold through `sources`.
"""
