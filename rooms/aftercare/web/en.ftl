# After a visit: the redo and the answer to the open question.
# used: problem-* field-*
aftercare-back = Back
aftercare-late-title = The 24 hours are over, but there will be a solution
aftercare-late-closed = The guarantee ended on { $closed }
aftercare-late-manager = { $manager } will write to you today with a solution
aftercare-late-lead = The 24 hours for a free redo are over, but you will not be left without an answer. Your request has been passed on; you need not repeat it.
aftercare-answer-title = Your answer
aftercare-answer-ask = What could we do next time to go beyond what you expect?
aftercare-answer-send = Send

field-words = Your answer

problem-visit-not-done = The visit is not finished yet
    .detail = You can ask for a redo as soon as the work is done, and for 24 hours after that.
problem-guarantee-closed = The 24 hours for a redo ended on { $closed }; a manager will propose a solution today
    .detail = Your request has been passed on; you need not repeat it.
