# The first page, and the money, proofs and papers of a case.

home-title = Masalama: ends mobile lines properly
home-means = A SIM card, a data card or an eSIM goes from “I want to stop” to proven off, settled, paid back, safe and on record.
home-case = See what is done, what is next and until when you can take it back; download your papers.
home-guide = Your operator is not here? The same plan, with every step done by hand.
home-interface = the interface for programs.
home-key = Papers are verified with this key:
go-back = Back
charge-stop-on = Service and charges stopped on { $date }.
another-day = Another day for the end
dues-heading = Open bills and dues
usage-after-request = Used after the request
not-charged = Used after the charge stop: not charged
final-bill-heading = Final bill
refund-heading = Refund
balance-at-charge-stop = Balance at the charge stop: { $amount }
refund-method = Paid back by: { $method }
refund-now = To be paid at once: { $amount }
refund-held-back = Held back until late usage is known: { $amount }
refund-not-known = What is owed is known once the final bill is there.
refund-owed = The refund is owed and not yet ordered.
refund-under-way = The refund is on its way.
refund-paid-on = The refund was paid on { $date }.
refund-promised-by = It is promised by { $date }.
covers-heading = What the certificate covers
covered-proven = { $system }: proven off on { $date }; it was asked and answered
covered-ordered = { $system }: ordered on { $date }; it cannot be read back
covered-attested = { $system }: a named member of staff vouches for it

item-open-bill = Open bill
item-recurring = Recurring charge
item-usage = Usage
item-device-instalment = Rest of a device's instalments
item-early-termination = Leaving before the minimum term
item-device-fee = Device not returned
item-credit = Credit
item-deposit = Deposit
