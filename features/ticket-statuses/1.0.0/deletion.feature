# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Staff schedules a deletion

  The ticket is closed at once and disappears at its time.

  Rule: Staff cannot schedule a deletion without the permission

    Scenario Outline: Without the permission nobody can schedule a deletion: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a deletion
      Then it is refused
      And nothing has changed

      @T-5
      Examples:
        | who                                            | status            |
        | staff with every permission but tickets.delete | open              |
        | staff with every permission but tickets.delete | in_progress       |
        | staff with every permission but tickets.delete | awaiting_customer |
        | staff with every permission but tickets.delete | required_test     |
        | staff with every permission but tickets.delete | required_action   |
        | staff with every permission but tickets.delete | resolved          |
        | staff with every permission but tickets.delete | pending_closure   |
        | staff with every permission but tickets.delete | closure_scheduled |
        | staff with every permission but tickets.delete | closed            |

  Rule: Staff can schedule a deletion, and the ticket is closed at once

    @matrix
    Scenario Outline: Staff can schedule a deletion, and the ticket is closed: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to schedule a deletion
      Then it is done
      And the status is closed
      And the deletion is set for the time that was given

      @A-2
      Examples:
        | who                                                                  | status            |
        | staff with every permission                                          | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with every permission                                          | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with every permission                                          | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with every permission                                          | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with every permission                                          | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with every permission                                          | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with every permission                                          | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with every permission                                          | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |

  Rule: Staff can schedule a deletion on a ticket that has the status already, and it keeps it

    @matrix
    Scenario Outline: Staff can schedule a deletion, and the ticket stays as it is: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And the state of the ticket is noted
      When <who> tries to schedule a deletion
      Then it is done
      And nothing but the schedule has changed

      @A-4
      Examples:
        | who                                                                  | status |
        | staff with every permission                                          | closed |
        | the assigned staff member with every permission but tickets.view_all | closed |

  Rule: Staff cannot schedule a deletion for a time that is none to come

    Scenario Outline: Staff cannot schedule a deletion for such a time: <who>, <status>, <time>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to schedule a deletion, for a time that is <time>
      Then it is refused
      And nothing has changed

      @T-9
      Examples:
        | who                         | status            | time       |
        | staff with every permission | open              | past       |
        | staff with every permission | open              | missing    |
        | staff with every permission | open              | unreadable |
        | staff with every permission | in_progress       | past       |
        | staff with every permission | in_progress       | missing    |
        | staff with every permission | in_progress       | unreadable |
        | staff with every permission | awaiting_customer | past       |
        | staff with every permission | awaiting_customer | missing    |
        | staff with every permission | awaiting_customer | unreadable |
        | staff with every permission | required_test     | past       |
        | staff with every permission | required_test     | missing    |
        | staff with every permission | required_test     | unreadable |
        | staff with every permission | required_action   | past       |
        | staff with every permission | required_action   | missing    |
        | staff with every permission | required_action   | unreadable |
        | staff with every permission | resolved          | past       |
        | staff with every permission | resolved          | missing    |
        | staff with every permission | resolved          | unreadable |
        | staff with every permission | pending_closure   | past       |
        | staff with every permission | pending_closure   | missing    |
        | staff with every permission | pending_closure   | unreadable |
        | staff with every permission | closure_scheduled | past       |
        | staff with every permission | closure_scheduled | missing    |
        | staff with every permission | closure_scheduled | unreadable |
        | staff with every permission | closed            | past       |
        | staff with every permission | closed            | missing    |
        | staff with every permission | closed            | unreadable |

  Rule: When the deletion is due, the ticket is gone

    Scenario Outline: The ticket is gone by the deletion: <who>, from <from>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      Then <who> sees the status <to>
      When it is nearly time for the deletion
      Then the ticket is still there for <who>
      When the deletion is due
      Then the ticket is gone for <who>

      @A-3
      Examples:
        | who                         | from              | by                          | way                 | to     |
        | staff with every permission | open              | staff with every permission | schedule a deletion | closed |
        | the creator                 | open              | staff with every permission | schedule a deletion | closed |
        | an active participant       | open              | staff with every permission | schedule a deletion | closed |
        | staff with every permission | in_progress       | staff with every permission | schedule a deletion | closed |
        | the creator                 | in_progress       | staff with every permission | schedule a deletion | closed |
        | an active participant       | in_progress       | staff with every permission | schedule a deletion | closed |
        | staff with every permission | awaiting_customer | staff with every permission | schedule a deletion | closed |
        | the creator                 | awaiting_customer | staff with every permission | schedule a deletion | closed |
        | an active participant       | awaiting_customer | staff with every permission | schedule a deletion | closed |
        | staff with every permission | required_test     | staff with every permission | schedule a deletion | closed |
        | the creator                 | required_test     | staff with every permission | schedule a deletion | closed |
        | an active participant       | required_test     | staff with every permission | schedule a deletion | closed |
        | staff with every permission | required_action   | staff with every permission | schedule a deletion | closed |
        | the creator                 | required_action   | staff with every permission | schedule a deletion | closed |
        | an active participant       | required_action   | staff with every permission | schedule a deletion | closed |
        | staff with every permission | resolved          | staff with every permission | schedule a deletion | closed |
        | the creator                 | resolved          | staff with every permission | schedule a deletion | closed |
        | an active participant       | resolved          | staff with every permission | schedule a deletion | closed |
        | staff with every permission | pending_closure   | staff with every permission | schedule a deletion | closed |
        | the creator                 | pending_closure   | staff with every permission | schedule a deletion | closed |
        | an active participant       | pending_closure   | staff with every permission | schedule a deletion | closed |
        | staff with every permission | closure_scheduled | staff with every permission | schedule a deletion | closed |
        | the creator                 | closure_scheduled | staff with every permission | schedule a deletion | closed |
        | an active participant       | closure_scheduled | staff with every permission | schedule a deletion | closed |
        | staff with every permission | closed            | staff with every permission | schedule a deletion | closed |
        | the creator                 | closed            | staff with every permission | schedule a deletion | closed |
        | an active participant       | closed            | staff with every permission | schedule a deletion | closed |
