# Texts that all pages share.
# used: problem-* fault-* role-* field-*
skip = Skip to content
sections = Sections
more = More
language = Language
close = Close
optional = if there is one
nav-services = Services
nav-promises = Promises
nav-my = My home
nav-staff = For staff
nav-demo = Demo house
footer-line = care for your home in St Petersburg
rail-clock = House time
sign-out = Sign out
role-cleaner = cleaner
role-manager = manager
role-owner = owner
role-client = client
keys-title = Keys
keys-move = next and previous row
keys-help = this help
faults-summary = { $n ->
    [one] One field is left to mend.
   *[other] { $n } fields are left to mend.
 }
faults-kept = The rest is kept.
offer-start = Get a price and choose a time
offer-call = Call us
offer-retry = Try again
offer-home = To the first page
problem-operation = If you call, give us the number { $id }: it shows us at once what happened.

problem-internal = The fault is ours, not yours
    .detail = Nothing is lost and nothing was half-written. Try again or call us: we will help at once.
problem-busy = Too many people at once
    .detail = Nothing is lost. Try again in a few seconds.
problem-not-found = There is no such page
    .detail = The link may be old, or opened under another name.
problem-service-unknown = We offer no such service
problem-invalid-input = Please check the fields
    .detail = What you wrote is kept; only what is marked needs mending.
problem-body-unreadable = The body cannot be read: { $why }
problem-too-large = The request is too large
    .detail = Shorten the text or the file and send it again. What you typed is still in the browser: go back.
problem-idempotency-key-missing = The header Idempotency-Key is needed: 16 to 128 characters, one for each act
problem-idempotency-key-reused = This Idempotency-Key was sent with another request
problem-in-flight = The same request is still at work
problem-other-site = The request came from another site and was not accepted
problem-denied = This is not open to you
    .detail = If you are sure that it should be, please call us.
problem-sign-in-first = Please sign in first
problem-link-spent = This link works no longer
    .detail = It was used, or is older than a day. Ask for a new one.
problem-step-late = Too much time has passed
    .detail = There are five minutes for the code after the password. Please begin with the password.
problem-task-gone = Somebody has seen to this task already
problem-too-many = Too many tries
    .detail = Wait a few minutes or call us: we will help at once.
problem-memory-unknown = This entry is gone
    .detail = It may have been changed a moment ago. Please open the page again.
problem-memory-agrees = These entries do not contradict each other
problem-client-unknown = There is no such client
problem-client-busy = There is still something to do for this client
    .detail = Cancel the visits ahead first; then their data can be erased.
problem-member-unknown = This person is no longer in the household
problem-purpose-unknown = We no longer ask for this consent
problem-change-gone = This change is gone
    .detail = It may have been made already. Please open the page again.

fault-unreadable = there are invisible characters here. Please type the text instead of pasting it
fault-required = please fill this in
fault-missing = please fill this in
fault-too-long = { $most } characters at most
fault-no-letters = letters are needed here
fault-not-a-phone = this does not look like a phone number. Example: +7 921 555-01-20
fault-wrong-code = the code does not fit or is too old. Check the digits or ask for a new one
fault-too-short = at least { $least } characters
fault-not-a-login = small letters, digits, dots, dashes; { $most } characters at most
fault-login-taken = this login is taken, choose another
fault-factor-required = the owner requires the second key: come in by the page and turn it on
fault-wrong-password = login and password do not fit
fault-unknown = we do not have this
fault-out-of-range = from { $min } to { $max }
fault-not-a-number = a whole number is needed here
fault-unticked = this has to be ticked to go on
fault-in-the-past = this time has passed
fault-not-a-time = date and time cannot be read
fault-before-from = this must be later than the start
fault-not-a-birthday = this does not look like a birthday
fault-too-many = there are too many entries already, please call us
fault-known-here = this number is known in the household already
fault-known-elsewhere = another client of ours has this number or address. Please call us and we will sort it out
fault-not-an-email = this does not look like an address. Example: anna@example.org
fault-neither-phone-nor-email = this looks like neither a phone nor an e-mail. Example: +7 921 555-01-20

field-name = How shall we address you
    .hint = First name, or as you prefer
field-phone = Phone
    .hint = We send a code to confirm, and messages about the visit. We do not call without need.
field-email = E-mail
field-last = Surname
field-street = Street
field-house = House
field-flat = Flat
field-code = Code from the message
field-first = First name
field-patronymic = Patronymic
field-login = Login
field-password = Password

order-title = { $service }, { $area } m²
order-title-windows = { $service }, { $windows }
order-windows = { $n ->
    [one] { $n } window
   *[other] { $n } windows
 }
order-length = ≈ { $length }
order-crew = { $n ->
    [one] { $n } person
   *[other] { $n } people
 }
order-total = Total, final
line-rooms = { $n ->
    [one] { $n } more room
   *[other] { $n } more rooms
 }
line-bathrooms = { $n ->
    [one] { $n } more bathroom
   *[other] { $n } more bathrooms
 }
line-beyond-ring = The way beyond the ring road
line-first-order = First order, −{ $percent } %
line-keys = Picking up and returning the keys
line-urgent = { $n ->
    [one] Urgent visit, in less than { $n } hour
   *[other] Urgent visit, in less than { $n } hours
 }
line-to-least = Up to the smallest order
line-rhythm = { $rhythm }, −{ $percent } %
line-promo = Promo code { $code }
rhythm-once = Just once
rhythm-weekly = Every week
rhythm-fortnightly = Every two weeks
rhythm-monthly = Once a month
discount-answer = { $discount }: { $answer }
discount-rhythm = Regular visits discount
discount-first-order = First order discount
discount-applied = −{ $off }
discount-in-part = −{ $off }, the price does not fall below the smallest order
discount-unknown-code = we have no such code, please check the letters
discount-other-service = this code is for other services
discount-not-first-order = this code is for a first order only
discount-not-yet = this code starts on { $from }
discount-over = this code was valid until { $until }
discount-spent = this code has been used as many times as it could be
discount-not-together = does not combine with other discounts; you pay less without it
discount-nothing-left = the price is the lowest already
fee-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 }
fee-free = { $hours } before the visit and earlier: free
fee-step = With less than { $hours } left: cancelling { $cancel }, moving { $change }
fee-never = Moving and cancelling are free at any time before the visit
