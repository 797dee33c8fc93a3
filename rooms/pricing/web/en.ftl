# The price in words.
# used: problem-*
problem-unpriceable = We will price this work together with you
    .detail = There is no ready price for it. Call us: the manager will name a final one.
problem-quote-unknown = There is no such quote
    .detail = Check the number, or ask for the price anew: it takes a minute.
