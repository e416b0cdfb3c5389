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
        | who                                                                | status            |
        | staff with every permission but tickets.delete                     | open              |
        | the assigned staff member with every permission but tickets.delete | open              |
        | staff with every permission but tickets.delete                     | in_progress       |
        | the assigned staff member with every permission but tickets.delete | in_progress       |
        | staff with every permission but tickets.delete                     | awaiting_customer |
        | the assigned staff member with every permission but tickets.delete | awaiting_customer |
        | staff with every permission but tickets.delete                     | required_test     |
        | the assigned staff member with every permission but tickets.delete | required_test     |
        | staff with every permission but tickets.delete                     | required_action   |
        | the assigned staff member with every permission but tickets.delete | required_action   |
        | staff with every permission but tickets.delete                     | resolved          |
        | the assigned staff member with every permission but tickets.delete | resolved          |
        | staff with every permission but tickets.delete                     | pending_closure   |
        | the assigned staff member with every permission but tickets.delete | pending_closure   |
        | staff with every permission but tickets.delete                     | closure_scheduled |
        | the assigned staff member with every permission but tickets.delete | closure_scheduled |
        | staff with every permission but tickets.delete                     | closed            |
        | the assigned staff member with every permission but tickets.delete | closed            |

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
        | staff with nothing but tickets.view_all and tickets.delete           | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with nothing but tickets.view_all and tickets.delete           | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with nothing but tickets.view_all and tickets.delete           | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with nothing but tickets.view_all and tickets.delete           | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with nothing but tickets.view_all and tickets.delete           | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with nothing but tickets.view_all and tickets.delete           | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with nothing but tickets.view_all and tickets.delete           | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with nothing but tickets.view_all and tickets.delete           | closure_scheduled |
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
        | staff with nothing but tickets.view_all and tickets.delete           | closed |
        | the assigned staff member with every permission but tickets.view_all | closed |

  Rule: Staff cannot schedule a deletion for a time that is not in the future

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
        | who                                                        | status            | time       |
        | staff with nothing but tickets.view_all and tickets.delete | open              | past       |
        | staff with nothing but tickets.view_all and tickets.delete | open              | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | open              | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | in_progress       | past       |
        | staff with nothing but tickets.view_all and tickets.delete | in_progress       | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | in_progress       | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | awaiting_customer | past       |
        | staff with nothing but tickets.view_all and tickets.delete | awaiting_customer | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | awaiting_customer | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | required_test     | past       |
        | staff with nothing but tickets.view_all and tickets.delete | required_test     | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | required_test     | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | required_action   | past       |
        | staff with nothing but tickets.view_all and tickets.delete | required_action   | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | required_action   | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | resolved          | past       |
        | staff with nothing but tickets.view_all and tickets.delete | resolved          | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | resolved          | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | pending_closure   | past       |
        | staff with nothing but tickets.view_all and tickets.delete | pending_closure   | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | pending_closure   | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | closure_scheduled | past       |
        | staff with nothing but tickets.view_all and tickets.delete | closure_scheduled | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | closure_scheduled | unreadable |
        | staff with nothing but tickets.view_all and tickets.delete | closed            | past       |
        | staff with nothing but tickets.view_all and tickets.delete | closed            | missing    |
        | staff with nothing but tickets.view_all and tickets.delete | closed            | unreadable |

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

  Rule: A ticket that is gone by the deletion is nobody's favorite

    Scenario Outline: The ticket is gone from the favorites by the deletion: <who>, from <from>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And the ticket is made a favorite of <who>
      And the deletion is due
      Then the ticket is gone from the favorites of <who>

      @A-3
      Examples:
        | who                   | from | by                          | way                 | to     |
        | the creator           | open | staff with every permission | schedule a deletion | closed |
        | an active participant | open | staff with every permission | schedule a deletion | closed |
