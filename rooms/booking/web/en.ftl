# From a chosen time to an agreement; an order by phone.
# used: problem-* booking-web-desk-* booking-web-untrue-* booking-web-since-*
booking-web-rail = New order
booking-web-steps = Steps of the order
booking-web-step-price = Price
booking-web-step-time = Time
booking-web-step-address = Address
booking-web-step-agree = Confirmation
booking-web-change = Change
booking-web-today = Today
booking-web-tomorrow = Tomorrow

booking-web-address-title = Where shall we come
booking-web-address = Address
booking-web-district = { $district } district
booking-web-held-until = Held for you until
booking-web-lapsed = The time is no longer held, but what you wrote is kept. Press “On”: if the time is still free, it is yours. Or
booking-web-gone = This time is taken already: { $when }. What you wrote is kept,
booking-web-other-time = choose another
booking-web-on = On: everything on one page
booking-web-nothing-signed = Nothing is agreed yet. The code comes at the next step.

booking-web-email-hint = We send a code and a link to confirm the order, and letters about the visit
booking-web-by-email = Confirm by e-mail, not by phone
booking-web-by-phone = Confirm by phone, not by e-mail

booking-web-again-title = The same as last time
booking-web-again-lead = The same work in the same home, at the soonest time that suits. Check it and press the button.
booking-web-again-time = Choose another time
booking-web-last-time = Last time
booking-web-since-was-first = Last time there was a discount for a first order.
booking-web-since-had-promo = Last time a promo code counted.
booking-web-since-was-urgent = Last time the visit was at short notice; nothing is added for that now.
booking-web-since-other-prices = Our prices have changed since then.
booking-web-link = You followed the link in our message, so no code is needed. Only your press confirms the order.
booking-web-link-over = The link no longer works: it lives for ten minutes, and a new code takes its place. Enter the code from the latest message, or have it sent again.

booking-web-amend-title = Another time for the visit
booking-web-amend-title-redo = Another time for the redo
booking-web-amend-now = Now: { $when }
booking-web-amend-free = Changing the time is free now. The price, the work and the terms stay the same.
booking-web-amend-fee = Changing the time costs { $fee } now, as the terms of the order say. The price of the visit and all else stay the same.
booking-web-amend-gone = That time was taken a moment ago. The visit stays where it was; choose another.
booking-web-amend-other-fee = While you were choosing, the fee changed, so nothing has been changed. Changing the time costs { $fee } now.
booking-web-amend-other-free = While you were choosing, changing the time became free. Nothing has been changed yet: choose a time.
booking-web-amend-none = There is no other time in the next two weeks. The visit stays where it was. Call us and we find one together:
booking-web-amend-fold = { $n ->
    [one] { $n } free time
   *[other] { $n } free times
 }
booking-web-amend-back = Leave it as it is

booking-web-agree-title = All that we agree on
booking-web-time-held-until = The time is held for you until
booking-web-hold-over = The time is no longer held, but the price and all you wrote are kept.
booking-web-choose-time = Choose a time
booking-web-quote-over = This price is no longer valid, and nothing is booked.
booking-web-count-again = Get the price again
booking-web-untrue-not-first = The discount is for a first order, and there has been one from this phone or for this address. If yours is another flat of the same house, add its number to the address.
booking-web-untrue-other-district = This street lies in another district than was chosen for the price, so the way has been priced anew.
booking-web-untrue-urgent = There is less time before the visit than an ordinary visit needs, so a line for urgency was added.
booking-web-untrue-not-urgent = The visit is no longer urgent, so nothing is added for urgency.
booking-web-untrue-promo-spent = While you were choosing, the promo code was used for the last time.
booking-web-anew = The price is { $total } now, and it is final. Nothing is booked until you press the button.
booking-web-before = Before
booking-web-now = Now
booking-web-list = The checklist
booking-web-points = { $n ->
    [one] { $n } point, room by room
   *[other] { $n } points, room by room
 }
booking-web-not-included = Not included
booking-web-fees = Changing or cancelling
booking-web-fees-ours = If we are the ones who change or cancel: free, whenever it is
booking-web-consents = If you like; the booking does not need it
booking-web-consent-whole = Read it whole
booking-web-other-terms = The terms changed while the page was open, so nothing was booked. This is how they read now.
booking-web-far-away = This street is in another district: { $district }. Nobody can be there by the chosen time.
booking-web-nearer = Price it and choose a time for that district
booking-web-other-total = The button showed another price, so nothing is booked. The right and final one is { $total }.
booking-web-when-where = When and where
booking-web-change-address = Change the address
booking-web-who = Who comes
booking-web-vetted = All stages of vetting passed, confidentiality signed
booking-web-what = What we do, and what it costs
booking-web-listed = The work is listed in the
booking-web-checklist = checklist, edition { $n }
booking-web-pinned = Your order keeps this edition.
booking-web-terms = Terms
booking-web-offer = Edition { $n } of the terms. Your order keeps it.
booking-web-code-hint = Six digits from the message to { $phone }. The code works for { $minutes } minutes. The message holds a link too: it confirms the order without the code, on any device.
booking-web-code-mail-hint = Six digits from the letter to { $phone }. The code works for { $minutes } minutes. The letter holds a link too: it confirms the order without the code, on any device.
booking-web-sent = A new code is sent. The earlier one no longer works.
booking-web-demo = This is a demo house: messages go nowhere.
booking-web-demo-link = Read the code
booking-web-confirm = Confirm for { $total }
booking-web-accept = By confirming you accept the terms on this page. Your name, phone or e-mail and address are needed to carry out the order, and serve nothing else. There is nothing to pay now.
booking-web-code-again = Send the code again
booking-web-kept = Your name, phone and address are kept: once a time is chosen, you only check them.
booking-web-nothing-booked = Get the price again: it takes a minute, and the new price is final too.

booking-web-desk-title = New order
booking-web-desk-by-phone = By phone
booking-web-desk-step-what = What and where
booking-web-desk-step-when = When
booking-web-desk-step-agree = Consent
booking-web-desk-name = Name
booking-web-desk-phone = Caller’s phone
booking-web-desk-service = Service
booking-web-desk-district = District
booking-web-desk-area = Area, m²
booking-web-desk-rooms = Rooms
booking-web-desk-bathrooms = Bathrooms
booking-web-desk-windows = Windows
booking-web-desk-rhythm = How often
booking-web-desk-home = Home
booking-web-desk-other-homes = Another home of the client's:
booking-web-desk-promo = Promo code
booking-web-desk-keys = Pick up the keys and bring them back
booking-web-desk-extras = Add
booking-web-desk-count = Get the price and choose a time
booking-web-desk-first = The first-order discount is counted by the phone number
booking-web-desk-none = Nobody trained is free
booking-web-desk-fold = { $n ->
    [one] { $n } free time
   *[other] { $n } free times
 }
booking-web-desk-held-for = { $n ->
    [one] The time is held for the caller for { $n } minute
   *[other] The time is held for the caller for { $n } minutes
 }
booking-web-desk-choose = Choose a time from the list
booking-web-desk-gone = { $when } was taken a moment ago. Offer another time, the price stays.
booking-web-desk-quote = Quote
booking-web-desk-price = Price
booking-web-desk-held-until = Held until { $time }
booking-web-desk-hold-over = The time is no longer held. Choose it again, what you wrote is kept.
booking-web-desk-untrue-not-first = There has been an order from this phone or for this address, so the first order discount does not apply.
booking-web-desk-untrue-other-district = This street is in another district, the way was priced anew.
booking-web-desk-untrue-urgent = The visit is urgent, a line was added for that.
booking-web-desk-untrue-not-urgent = The visit is no longer urgent, nothing is added any more.
booking-web-desk-untrue-promo-spent = The promo code was used for the last time a moment ago.
booking-web-desk-anew = The new price is { $total }. Read it out: nothing is booked until the client agrees.
booking-web-desk-far-away = This street is in another district, nobody can be there by the chosen time. Price it for that district and choose another.
booking-web-desk-aloud = Read aloud
booking-web-desk-repeat = Let me repeat the order.
booking-web-desk-repeat-to = { $name }, let me repeat the order.
booking-web-desk-who = Coming: { $crew }.
booking-web-desk-total = The price is { $total } and it is final: the invoice will equal it to the kopeck.
booking-web-desk-question = Do you agree?
booking-web-desk-lang = Which language to write to the client in
booking-web-desk-agreed = The client agrees by phone
booking-web-desk-agreed-hint = We record the time and your name. The client gets a message with the terms.
booking-web-desk-book = Book for { $total }
booking-web-desk-other-time = Choose another time

problem-booking-unknown = There is no such request
    .detail = The link may be old. Get a price and choose a time again: it takes a minute.
problem-booking-forgotten = A day has passed, and the request is erased
    .detail = We keep the data of those who did not confirm no longer than that. Get a price and choose a time again: it takes a minute.
problem-hold-over = The time is no longer held
    .detail = Choose it once more, or take another.
problem-agreed-before = This is agreed already
    .detail = All about the visit is on the page “My home”.
problem-other-total = The price is another one: { $total }
    .detail = Nothing is booked. Look at the new price and confirm it.
problem-not-first-order = The discount is for the first order; without it the price is { $total }
    .detail = There has been an order from this phone or for this address. Until the new price is confirmed, nothing is booked.
problem-requoted = A condition of the price was not so; it is { $total } now
    .detail = Nothing is booked. Look at the new price and confirm it.
problem-other-terms = The terms have changed
    .detail = Nothing is booked. Read them again and confirm.
problem-far-away = Nobody can be at this address by that time
    .detail = The street is in another district than was chosen. Price it for that district and choose a time.
problem-visit-past = The visit has begun
    .detail = It cannot be moved or cancelled any more. If something is wrong, call us.
problem-other-fee = It costs { $fee } now
    .detail = Nothing has changed. Look and confirm again.
booking-web-desk-why = Why no other time
