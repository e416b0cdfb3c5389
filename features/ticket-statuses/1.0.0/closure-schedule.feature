# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Staff schedules a closure

  The ticket says so until its time comes, or until somebody moves it elsewhere.

  Rule: Staff cannot schedule a closure in these statuses

    @matrix
    Scenario Outline: Staff cannot schedule a closure here: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a closure
      Then it is refused
      And nothing has changed

      @T-8
      Examples:
        | who                                                                  | status            |
        | staff with nothing but tickets.view_all and tickets.change_status    | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |

  Rule: Staff cannot schedule a closure in such a status, whichever way the ticket came into it

    Scenario Outline: Staff cannot schedule a closure after this: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And there is something on it to lose
      And the state of the ticket is noted
      And <who> tries to schedule a closure
      Then it is refused
      And nothing has changed

      @T-8
      Examples:
        | who                                                               | from | by                          | way                | to                |
        | staff with nothing but tickets.view_all and tickets.change_status | open | staff with every permission | schedule a closure | closure_scheduled |

  Rule: Staff cannot schedule a closure without the permission

    Scenario Outline: Without the permission nobody can schedule a closure: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a closure
      Then it is refused
      And nothing has changed

      @T-5
      Examples:
        | who                                                                       | status            |
        | staff with every permission but tickets.change_status                     | open              |
        | the assigned staff member with every permission but tickets.change_status | open              |
        | staff with every permission but tickets.change_status                     | in_progress       |
        | the assigned staff member with every permission but tickets.change_status | in_progress       |
        | staff with every permission but tickets.change_status                     | awaiting_customer |
        | the assigned staff member with every permission but tickets.change_status | awaiting_customer |
        | staff with every permission but tickets.change_status                     | required_test     |
        | the assigned staff member with every permission but tickets.change_status | required_test     |
        | staff with every permission but tickets.change_status                     | required_action   |
        | the assigned staff member with every permission but tickets.change_status | required_action   |
        | staff with every permission but tickets.change_status                     | resolved          |
        | the assigned staff member with every permission but tickets.change_status | resolved          |
        | staff with every permission but tickets.change_status                     | pending_closure   |
        | the assigned staff member with every permission but tickets.change_status | pending_closure   |
        | staff with every permission but tickets.change_status                     | closure_scheduled |
        | the assigned staff member with every permission but tickets.change_status | closure_scheduled |
        | staff with every permission but tickets.change_status                     | closed            |
        | the assigned staff member with every permission but tickets.change_status | closed            |

  Rule: Customers cannot close the ticket at once in these statuses

    @matrix
    Scenario Outline: Customers cannot close the ticket at once here: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to close the ticket at once
      Then it is refused
      And nothing has changed

      @A-6 @C-8
      Examples:
        | who                   | status            |
        | the creator           | open              |
        | an active participant | open              |
        | the creator           | in_progress       |
        | an active participant | in_progress       |
        | the creator           | awaiting_customer |
        | an active participant | awaiting_customer |
        | the creator           | required_test     |
        | an active participant | required_test     |
        | the creator           | required_action   |
        | an active participant | required_action   |
        | the creator           | resolved          |
        | an active participant | resolved          |
        | the creator           | pending_closure   |
        | an active participant | pending_closure   |
        | the creator           | closed            |
        | an active participant | closed            |

  Rule: Customers cannot close the ticket at once in such a status, whichever way the ticket came into it

    Scenario Outline: Customers cannot close the ticket at once after this: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And there is something on it to lose
      And the state of the ticket is noted
      And <who> tries to close the ticket at once
      Then it is refused
      And nothing has changed

      @A-6 @C-8
      Examples:
        | who         | from              | by                          | way                      | to              |
        | the creator | open              | staff with every permission | schedule a deletion      | closed          |
        | the creator | open              | the creator                 | ask for closure          | pending_closure |
        | the creator | closure_scheduled | the creator                 | close the ticket at once | closed          |
        | the creator | closure_scheduled | time                        | closure                  | closed          |

  Rule: Staff can schedule a closure, and the ticket is closure_scheduled at once

    @matrix
    Scenario Outline: Staff can schedule a closure, and the ticket is closure_scheduled: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to schedule a closure
      Then it is done
      And the status is closure_scheduled
      And the closure is set for the time that was given

      @T-7
      Examples:
        | who                                                                  | status            |
        | staff with nothing but tickets.view_all and tickets.change_status    | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with nothing but tickets.view_all and tickets.change_status    | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with nothing but tickets.view_all and tickets.change_status    | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with nothing but tickets.view_all and tickets.change_status    | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with nothing but tickets.view_all and tickets.change_status    | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with nothing but tickets.view_all and tickets.change_status    | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with nothing but tickets.view_all and tickets.change_status    | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |

  Rule: The system tells of it when somebody manages to schedule a closure

    Scenario Outline: The system tells of it: <who> manages to schedule a closure, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And the state of the ticket is noted
      When <who> manages to schedule a closure
      Then one system message has been added
      And it names the time that was given

      @T-11
      Examples:
        | who                         | status            |
        | staff with every permission | open              |
        | staff with every permission | in_progress       |
        | staff with every permission | awaiting_customer |
        | staff with every permission | required_test     |
        | staff with every permission | required_action   |
        | staff with every permission | resolved          |
        | staff with every permission | pending_closure   |

  Rule: Customers can close the ticket at once, and the ticket is closed at once

    @matrix
    Scenario Outline: Customers can close the ticket at once, and the ticket is closed: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to close the ticket at once
      Then it is done
      And the status is closed
      And no closure is set

      @A-6
      Examples:
        | who                   | status            |
        | the creator           | closure_scheduled |
        | an active participant | closure_scheduled |

  Rule: Staff cannot schedule a closure for a time that is not in the future

    Scenario Outline: Staff cannot schedule a closure for such a time: <who>, <status>, <time>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a closure, for a time that is <time>
      Then it is refused
      And nothing has changed

      @T-9
      Examples:
        | who                                                               | status            | time       |
        | staff with nothing but tickets.view_all and tickets.change_status | open              | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | open              | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | open              | unreadable |
        | staff with nothing but tickets.view_all and tickets.change_status | in_progress       | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | in_progress       | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | in_progress       | unreadable |
        | staff with nothing but tickets.view_all and tickets.change_status | awaiting_customer | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | awaiting_customer | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | awaiting_customer | unreadable |
        | staff with nothing but tickets.view_all and tickets.change_status | required_test     | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | required_test     | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | required_test     | unreadable |
        | staff with nothing but tickets.view_all and tickets.change_status | required_action   | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | required_action   | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | required_action   | unreadable |
        | staff with nothing but tickets.view_all and tickets.change_status | resolved          | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | resolved          | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | resolved          | unreadable |
        | staff with nothing but tickets.view_all and tickets.change_status | pending_closure   | past       |
        | staff with nothing but tickets.view_all and tickets.change_status | pending_closure   | missing    |
        | staff with nothing but tickets.view_all and tickets.change_status | pending_closure   | unreadable |

  Rule: When the closure is due, the ticket becomes closed

    Scenario Outline: The ticket becomes closed by the closure, once: from <from>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And the state of the ticket is noted
      And it is nearly time for the closure
      Then nothing has changed
      When the closure is due
      Then the status is closed
      And one system message has been added
      When the state of the ticket is noted
      And a while goes by
      Then nothing has changed

      @A-1
      Examples:
        | from              | by                          | way                | to                |
        | open              | staff with every permission | schedule a closure | closure_scheduled |
        | in_progress       | staff with every permission | schedule a closure | closure_scheduled |
        | awaiting_customer | staff with every permission | schedule a closure | closure_scheduled |
        | required_test     | staff with every permission | schedule a closure | closure_scheduled |
        | required_action   | staff with every permission | schedule a closure | closure_scheduled |
        | resolved          | staff with every permission | schedule a closure | closure_scheduled |
        | pending_closure   | staff with every permission | schedule a closure | closure_scheduled |

  Rule: A ticket that moves elsewhere is no longer waiting for its closure

    Scenario Outline: The closure is cancelled: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And the state of the ticket is noted
      And the closure is due
      Then nothing has changed

      @T-10
      Examples:
        | from              | by                          | way                      | to                |
        | closure_scheduled | staff with every permission | change the status        | open              |
        | closure_scheduled | staff with every permission | change the status        | in_progress       |
        | closure_scheduled | staff with every permission | change the status        | awaiting_customer |
        | closure_scheduled | staff with every permission | change the status        | required_test     |
        | closure_scheduled | staff with every permission | change the status        | required_action   |
        | closure_scheduled | staff with every permission | change the status        | resolved          |
        | closure_scheduled | staff with every permission | change the status        | pending_closure   |
        | closure_scheduled | staff with every permission | change the status        | closed            |
        | closure_scheduled | staff with every permission | schedule a deletion      | closed            |
        | closure_scheduled | the creator                 | close the ticket at once | closed            |

  Rule: A closure that is scheduled anew comes at its new time

    Scenario Outline: The closure comes at its new time: from <from> to <to> and back, <by>, <way>, <by_again>, <way_again>
      Given a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And <by_again> brings it to <from> with "<way_again>"
      And the state of the ticket is noted
      And the old time of the closure comes
      Then nothing has changed

      @T-10
      Examples:
        | from              | by                          | way               | to                | by_again                    | way_again          |
        | closure_scheduled | staff with every permission | change the status | open              | staff with every permission | schedule a closure |
        | closure_scheduled | staff with every permission | change the status | in_progress       | staff with every permission | schedule a closure |
        | closure_scheduled | staff with every permission | change the status | awaiting_customer | staff with every permission | schedule a closure |
        | closure_scheduled | staff with every permission | change the status | required_test     | staff with every permission | schedule a closure |
        | closure_scheduled | staff with every permission | change the status | required_action   | staff with every permission | schedule a closure |
        | closure_scheduled | staff with every permission | change the status | resolved          | staff with every permission | schedule a closure |
        | closure_scheduled | staff with every permission | change the status | pending_closure   | staff with every permission | schedule a closure |

  Rule: Nothing that people do meanwhile puts off the closure

    Scenario Outline: The closure comes at its time all the same: <who>, <doing>, from <from>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And <who> manages to <doing>
      And the closure is due
      Then the status is closed

      @A-1
      Examples:
        | who                                                         | doing             | from | by                          | way                | to                |
        | staff with nothing but tickets.view_all and messages.create | write a message   | open | staff with every permission | schedule a closure | closure_scheduled |
        | staff with nothing but tickets.view_all and tickets.assign  | assign the ticket | open | staff with every permission | schedule a closure | closure_scheduled |
        | the creator                                                 | reply             | open | staff with every permission | schedule a closure | closure_scheduled |
