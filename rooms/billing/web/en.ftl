# Money: a client's invoices and changes; payments, statements and receipts at the desk.
# used: billing-off-* billing-state-* billing-way-* billing-age-* billing-receipt-* problem-* field-* fault-*
billing-rail = Money
billing-overline = What was billed and what was paid
billing-nav = Parts of money
billing-unpaid = Unpaid
billing-all = All invoices
billing-payments = Payments
billing-receipts = Receipts
billing-more = More
billing-back = Back
billing-caption = Invoices
billing-none = No invoices yet. The first one appears by itself when a visit is done.
billing-none-unpaid = All is paid. A new invoice appears here by itself when a visit is done.
billing-no-account = The house's account is not written down: invoices say how much, but not where to pay. Add the page requisites.toml to the house book.
billing-open-book = Open the house book
billing-client-gone = A client whose data was erased
billing-count = { $n ->
    [one] { $n } invoice
   *[other] { $n } invoices
}
billing-ages = How long we have waited
billing-age-open = Not due yet
billing-age-week = Up to a week
billing-age-month = Up to a month
billing-age-older = Longer than a month
billing-column-number = Invoice
billing-column-client = Client
billing-column-issued = Issued
billing-column-due = Pay by
billing-column-state = State
billing-column-what = What for
billing-column-sum = Sum
billing-state-open = to be paid
billing-state-overdue = overdue
billing-state-paid = paid
billing-state-withdrawn = withdrawn

billing-number = No. { $number }
billing-title = Invoice No. { $number }
billing-subtitle = of { $issued }, to be paid by { $due }
billing-from = From
billing-to = To
billing-when = When
billing-where = Where
billing-total = Total
billing-paid = Paid
billing-left = Left to pay
billing-page = page
billing-line-change = A change that you accepted
billing-fee-cancel = Visit called off, { $at }
billing-fee-change = Visit put to another time, { $at }
billing-bank-title = Where to pay
billing-square = Point your bank app's camera here
billing-payee = Payee
billing-inn = INN
billing-kpp = KPP
billing-account = Account
billing-bank = Bank
billing-bic = BIC
billing-corr-account = Corr. account
billing-purpose = Purpose
billing-pdf = Open as PDF
billing-to-visit = To the visit
billing-to-letter = Your home
billing-mine = Your invoices
billing-mine-none = No invoices yet. One appears when the work is done, and equals the quote to the kopeck.

billing-change-title = A change to what was agreed
billing-change-lead = Until you agree, all stays as it was. Press the button, and the visit costs what is written on it.
billing-change-before = Agreed
billing-change-total = Becomes
billing-change-accept = I agree, { $total } in all
billing-change-decline = Leave it as it was
billing-change-other-total = The price of the visit has changed meanwhile: with this change it is { $total }. Please look again.
billing-change-accepted = You agreed { $at }.
billing-change-declined = You declined { $at }. All stays as it was.
billing-change-lapsed = The visit ended before you answered. All stays as it was.
billing-propose-title = Change what was agreed
billing-propose-lead = The visit costs { $total }. A new price holds only once the client agrees on their own page: they are sent the link.
billing-propose-earlier = What was proposed
billing-propose-send = Send to the client
billing-answer-waits = waits for an answer
billing-answer-accepted = the client agreed
billing-answer-declined = the client declined
billing-answer-lapsed = the visit ended without an answer

billing-pay = Write down a payment
billing-pay-way = How it was paid
billing-pay-day = When
billing-pay-button = Write it down
billing-way-cash = in cash
billing-way-transfer = by transfer
billing-way-card = by card

billing-statement = Bank statement
billing-statement-file = The statement's file
billing-statement-hint = The 1C form (1CClientBankExchange), up to 50 MB. The same file can be loaded again: no payment is doubled.
billing-statement-send = Load
billing-brought-matched = { $n ->
    [one] { $n } payment was put to its invoice
   *[other] { $n } payments were put to their invoices
}
billing-brought-waits = { $n ->
    [one] { $n } payment waits until you choose its invoice
   *[other] { $n } payments wait until you choose their invoices
}
billing-brought-known = { $n ->
    [one] { $n } payment was loaded before
   *[other] { $n } payments were loaded before
}
billing-brought-others = { $n ->
    [one] { $n } document is not about money that came to the house, and was left out
   *[other] { $n } documents are not about money that came to the house, and were left out
}
billing-brought-nothing = No money came to the house's account in this statement.
billing-brought-unknown = We do not know the section “{ $section }”; times it stands there: { $n }. What it holds was not loaded.
billing-brought-lines = { $n ->
    [one] The whole statement was read: { $n } line
   *[other] The whole statement was read: { $n } lines
}
billing-placed = Put to invoices
billing-placed-none = Nothing is put to an invoice yet.
billing-put = Invoice { $number }, { $client }
billing-off = Take off the invoice
billing-off-why = Why
billing-off-button = Take off
billing-off-other_client = another client paid
billing-off-other_invoice = it is for another invoice of this client
billing-off-not_known = whose payment it is, we are finding out
billing-off-was = Taken off { $sum }, { $at }: { $reason }
billing-free = Wait for an invoice
billing-free-none = All payments are put to invoices.
billing-free-of = of { $amount }
billing-free-number = Number of the invoice
billing-free-put = Put to the invoice
billing-put-to = To invoice { $number }, { $client }, { $open } left
billing-refund = Give back to the client
billing-refund-button = Write the refund down

billing-receipts-lead = No cash register is connected to the house. Here you see which receipt to punch and on how much. Punch it, and write its number down.
billing-receipts-due = To punch
billing-receipts-punched = Punched
billing-receipts-none = Nothing to punch.
billing-receipts-none-punched = No receipts were punched yet.
billing-receipt-advance = Advance
billing-receipt-full = Full payment
billing-receipt-offset = Advance set off
billing-receipt-refund = Refund
billing-receipt-correction = Correction
billing-receipt-invoice = Invoice
billing-receipt-mark = Number and mark of the document (FD, FP)
billing-receipt-punch = Punched
billing-receipt-wrong = The receipt is wrong
billing-receipt-correct-lead = A punched receipt is never changed: a receipt of correction on the same amount appears in the list.
billing-receipt-correct = It needs a correction

field-what = What changes
    .hint = In one line, as the client reads it on the invoice
field-amount = By how much
    .hint = In roubles. Where it costs less, with a minus: −500
field-sum = Sum
fault-not-an-amount = this does not look like a sum. Example: 1 500,50
fault-no-amount = the sum must be more than nothing
fault-zero-amount = the sum cannot be nothing
fault-too-much = this is too much: 10 000 000 ₽ at most
fault-below-nothing = a visit cannot cost less than nothing
fault-not-yet-paid = this day has not come yet
fault-long-ago = this was more than a year ago
fault-no-such-invoice = there is no invoice of this number
fault-another-client = this invoice is another client's
fault-free-changed = what is free has changed: look at it and press again
fault-invoice-settled = this invoice is paid or withdrawn
fault-more-than-free = so much is not left: some of it was put to invoices or given back

problem-invoice-unknown = There is no such invoice
    .detail = Look in the list of invoices.
problem-change-unknown = There is no such change
    .detail = Open the visit: what was proposed stands there.
problem-payment-unknown = There is no such payment
    .detail = Look in the list of payments.
problem-receipt-unknown = There is no such receipt
    .detail = Look in the list of receipts.
problem-nothing-owed = Nothing is to be paid for this visit
    .detail = A redo is free, and a visit that was called off costs nothing unless a fee was due.
problem-visit-over = The visit is over
    .detail = What was agreed about it is not changed any more.
problem-another-change-waits = The client has not answered the change before this one
    .detail = Wait for the answer, then propose the next.
problem-change-answered = This change was answered
    .detail = The answer stands on the page of the change.
problem-invoice-settled = Nothing is left to pay of this invoice
    .detail = It is paid, or it was withdrawn because what was agreed changed.
problem-nothing-free = All of this payment is put to invoices
    .detail = Look at the invoice that it was put to.
problem-nothing-put = This payment is not put to this invoice
    .detail = Open the invoice: what paid it is listed there.
problem-printed-before = This receipt was punched with another number
    .detail = If it is wrong, it needs a correction.
problem-not-printed = This receipt was not punched yet
    .detail = Only a punched receipt is corrected.
problem-not-a-statement = This is no statement in the 1C form: the file must begin with 1CClientBankExchange. Nothing was loaded
problem-statement-letters = The letters of the file cannot be read: export the statement from the bank again, in the encoding Windows, DOS or UTF-8. Nothing was loaded
problem-statement-version = We do not know version “{ $version }” of the form; 1.02 and 1.03 are known. Nothing was loaded
problem-statement-cut = { $section ->
    [none] The file ends after line { $line }: export it from the bank again. Nothing was loaded
   *[other] The file ends after line { $line }, in the section “{ $section }”: export it from the bank again. Nothing was loaded
}
problem-statement-line = In the section “{ $section }”, which begins on line { $line }, the day or the sum cannot be read. Nothing was loaded
problem-statement-recoded = { $section ->
    [none] Line { $line } cannot be read: it is in other letters than the beginning of the file. Export it from the bank again. Nothing was loaded
   *[other] Line { $line } (section “{ $section }”) cannot be read: it is in other letters than the beginning of the file. Export it from the bank again. Nothing was loaded
}
problem-statement-long-line = { $section ->
    [none] Line { $line } is too long: no statement has such lines. Export it from the bank again. Nothing was loaded
   *[other] Line { $line } (section “{ $section }”) is too long: no statement has such lines. Export it from the bank again. Nothing was loaded
}
problem-no-account = Write the house's account down first: without it nobody can tell which money came to you
