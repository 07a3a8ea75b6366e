"""Everything that writes. Each module is a noun, its functions are the verbs: `invoices.issue(invoice)`."""
