"""Invoices: ordered by customers, priced by catalog, issued and settled by billing-admins."""
