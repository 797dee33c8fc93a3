# The doors of the house: by phone, and for our own people.
households-sign-in = Sign in
households-phone-title = Sign in by phone
households-phone-hint = The one you ordered with. We send a code, there is no password.
households-send-code = Send the code
households-new-here = New here? There is no need to sign in.
households-code-title = Code from the message
households-code-hint = If we know { $phone }, the code is on its way. It works for ten minutes.
households-demo-code = This is a demo house, so messages do not reach a phone. Read the code here:
households-enter = Sign in
households-send-again = Send it again
households-other-phone = Use another number
households-staff-title = Sign in for staff
households-forgotten = Forgot the password? Call the owner: a new one is given in person only.
households-demo-staff = This is a demo house. Come in without a password here:
