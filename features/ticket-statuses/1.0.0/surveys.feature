# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Satisfaction surveys

  A ticket that comes to rest is followed by a survey, one for each time.

  Rule: Customers can submit the survey with any rating inside the limits

    Scenario Outline: Customers can submit the survey with this rating: <who>, <status>, <number>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to submit the survey, with the number <number>
      Then it is done

      @A-15
      Examples:
        | who         | status   | number |
        | the creator | resolved | 1      |
        | the creator | resolved | 2      |
        | the creator | resolved | 3      |
        | the creator | resolved | 4      |
        | the creator | resolved | 5      |

  Rule: Customers cannot submit the survey with a rating outside the limits

    Scenario Outline: Customers cannot submit the survey with this rating: <who>, <status>, <number>
      Given <who> and a ticket
      And the ticket is in status <status>
      And the state of the ticket is noted
      When <who> tries to submit the survey, with the number <number>
      Then it is refused
      And nothing has changed

      @A-15
      Examples:
        | who         | status   | number |
        | the creator | resolved | 0      |
        | the creator | resolved | 6      |

  Rule: A ticket that comes to rest gets a survey

    Scenario Outline: There is a survey at once: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      Then there is one survey, and it is not submitted

      @A-7
      Examples:
        | from              | by                          | way                 | to                |
        | open              | staff with every permission | change the status   | resolved          |
        | open              | staff with every permission | change the status   | pending_closure   |
        | open              | staff with every permission | change the status   | closed            |
        | in_progress       | staff with every permission | change the status   | resolved          |
        | in_progress       | staff with every permission | change the status   | pending_closure   |
        | in_progress       | staff with every permission | change the status   | closed            |
        | awaiting_customer | staff with every permission | change the status   | resolved          |
        | awaiting_customer | staff with every permission | change the status   | pending_closure   |
        | awaiting_customer | staff with every permission | change the status   | closed            |
        | required_test     | staff with every permission | change the status   | resolved          |
        | required_test     | staff with every permission | change the status   | pending_closure   |
        | required_test     | staff with every permission | change the status   | closed            |
        | required_action   | staff with every permission | change the status   | resolved          |
        | required_action   | staff with every permission | change the status   | pending_closure   |
        | required_action   | staff with every permission | change the status   | closed            |
        | open              | staff with every permission | schedule a closure  | closure_scheduled |
        | in_progress       | staff with every permission | schedule a closure  | closure_scheduled |
        | awaiting_customer | staff with every permission | schedule a closure  | closure_scheduled |
        | required_test     | staff with every permission | schedule a closure  | closure_scheduled |
        | required_action   | staff with every permission | schedule a closure  | closure_scheduled |
        | open              | staff with every permission | schedule a deletion | closed            |
        | in_progress       | staff with every permission | schedule a deletion | closed            |
        | awaiting_customer | staff with every permission | schedule a deletion | closed            |
        | required_test     | staff with every permission | schedule a deletion | closed            |
        | required_action   | staff with every permission | schedule a deletion | closed            |
        | open              | the creator                 | ask for closure     | pending_closure   |
        | in_progress       | the creator                 | ask for closure     | pending_closure   |
        | awaiting_customer | the creator                 | ask for closure     | pending_closure   |
        | required_test     | the creator                 | ask for closure     | pending_closure   |
        | required_action   | the creator                 | ask for closure     | pending_closure   |

  Rule: A ticket that goes on elsewhere gets no survey

    Scenario Outline: There is no survey: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      Then there is no survey

      @A-7
      Examples:
        | from              | by                          | way               | to                |
        | open              | staff with every permission | change the status | in_progress       |
        | open              | staff with every permission | change the status | awaiting_customer |
        | open              | staff with every permission | change the status | required_test     |
        | open              | staff with every permission | change the status | required_action   |
        | in_progress       | staff with every permission | change the status | open              |
        | in_progress       | staff with every permission | change the status | awaiting_customer |
        | in_progress       | staff with every permission | change the status | required_test     |
        | in_progress       | staff with every permission | change the status | required_action   |
        | awaiting_customer | staff with every permission | change the status | open              |
        | awaiting_customer | staff with every permission | change the status | in_progress       |
        | awaiting_customer | staff with every permission | change the status | required_test     |
        | awaiting_customer | staff with every permission | change the status | required_action   |
        | required_test     | staff with every permission | change the status | open              |
        | required_test     | staff with every permission | change the status | in_progress       |
        | required_test     | staff with every permission | change the status | awaiting_customer |
        | required_test     | staff with every permission | change the status | required_action   |
        | required_action   | staff with every permission | change the status | open              |
        | required_action   | staff with every permission | change the status | in_progress       |
        | required_action   | staff with every permission | change the status | awaiting_customer |
        | required_action   | staff with every permission | change the status | required_test     |

  Rule: A ticket that stays at rest keeps its survey and gets no other

    Scenario Outline: There is no second survey: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      And the state of the ticket is noted
      When <by> brings it to <to> with "<way>"
      Then the surveys are the same

      @A-8
      Examples:
        | from              | by                          | way                      | to                |
        | resolved          | staff with every permission | change the status        | pending_closure   |
        | resolved          | staff with every permission | change the status        | closed            |
        | pending_closure   | staff with every permission | change the status        | resolved          |
        | pending_closure   | staff with every permission | change the status        | closed            |
        | closure_scheduled | staff with every permission | change the status        | resolved          |
        | closure_scheduled | staff with every permission | change the status        | pending_closure   |
        | closure_scheduled | staff with every permission | change the status        | closed            |
        | closed            | staff with every permission | change the status        | resolved          |
        | closed            | staff with every permission | change the status        | pending_closure   |
        | resolved          | staff with every permission | schedule a closure       | closure_scheduled |
        | pending_closure   | staff with every permission | schedule a closure       | closure_scheduled |
        | resolved          | staff with every permission | schedule a deletion      | closed            |
        | pending_closure   | staff with every permission | schedule a deletion      | closed            |
        | closure_scheduled | staff with every permission | schedule a deletion      | closed            |
        | closed            | staff with every permission | schedule a deletion      | closed            |
        | resolved          | the creator                 | ask for closure          | pending_closure   |
        | closure_scheduled | the creator                 | close the ticket at once | closed            |
        | closure_scheduled | time                        | closure                  | closed            |

  Rule: A ticket that stays at rest gets no other survey when its own was submitted

    Scenario Outline: There is no second survey after one that was submitted: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      And its survey is submitted
      And the state of the ticket is noted
      When <by> brings it to <to> with "<way>"
      Then the surveys are the same

      @A-8
      Examples:
        | from              | by                          | way                      | to                |
        | resolved          | staff with every permission | change the status        | pending_closure   |
        | resolved          | staff with every permission | change the status        | closed            |
        | pending_closure   | staff with every permission | change the status        | resolved          |
        | pending_closure   | staff with every permission | change the status        | closed            |
        | closure_scheduled | staff with every permission | change the status        | resolved          |
        | closure_scheduled | staff with every permission | change the status        | pending_closure   |
        | closure_scheduled | staff with every permission | change the status        | closed            |
        | closed            | staff with every permission | change the status        | resolved          |
        | closed            | staff with every permission | change the status        | pending_closure   |
        | resolved          | staff with every permission | schedule a closure       | closure_scheduled |
        | pending_closure   | staff with every permission | schedule a closure       | closure_scheduled |
        | resolved          | staff with every permission | schedule a deletion      | closed            |
        | pending_closure   | staff with every permission | schedule a deletion      | closed            |
        | closure_scheduled | staff with every permission | schedule a deletion      | closed            |
        | closed            | staff with every permission | schedule a deletion      | closed            |
        | resolved          | the creator                 | ask for closure          | pending_closure   |
        | closure_scheduled | the creator                 | close the ticket at once | closed            |
        | closure_scheduled | time                        | closure                  | closed            |

  Rule: A ticket that comes back to rest gets a new survey

    Scenario Outline: There is a new survey: from <from> to <to> and back, <by>, <way>, <by_again>, <way_again>
      Given a ticket
      And the ticket is in status <from>
      And the state of the ticket is noted
      When <by> brings it to <to> with "<way>"
      And <by_again> brings it to <from> with "<way_again>"
      Then there is one survey, and it is not submitted
      And it is another survey than before

      @A-11
      Examples:
        | from              | by                          | way               | to                | by_again                    | way_again           |
        | resolved          | staff with every permission | change the status | open              | staff with every permission | change the status   |
        | pending_closure   | staff with every permission | change the status | open              | staff with every permission | change the status   |
        | closed            | staff with every permission | change the status | open              | staff with every permission | change the status   |
        | resolved          | staff with every permission | change the status | in_progress       | staff with every permission | change the status   |
        | pending_closure   | staff with every permission | change the status | in_progress       | staff with every permission | change the status   |
        | closed            | staff with every permission | change the status | in_progress       | staff with every permission | change the status   |
        | resolved          | staff with every permission | change the status | awaiting_customer | staff with every permission | change the status   |
        | pending_closure   | staff with every permission | change the status | awaiting_customer | staff with every permission | change the status   |
        | closed            | staff with every permission | change the status | awaiting_customer | staff with every permission | change the status   |
        | resolved          | staff with every permission | change the status | required_test     | staff with every permission | change the status   |
        | pending_closure   | staff with every permission | change the status | required_test     | staff with every permission | change the status   |
        | closed            | staff with every permission | change the status | required_test     | staff with every permission | change the status   |
        | resolved          | staff with every permission | change the status | required_action   | staff with every permission | change the status   |
        | pending_closure   | staff with every permission | change the status | required_action   | staff with every permission | change the status   |
        | closed            | staff with every permission | change the status | required_action   | staff with every permission | change the status   |
        | closure_scheduled | staff with every permission | change the status | open              | staff with every permission | schedule a closure  |
        | closure_scheduled | staff with every permission | change the status | in_progress       | staff with every permission | schedule a closure  |
        | closure_scheduled | staff with every permission | change the status | awaiting_customer | staff with every permission | schedule a closure  |
        | closure_scheduled | staff with every permission | change the status | required_test     | staff with every permission | schedule a closure  |
        | closure_scheduled | staff with every permission | change the status | required_action   | staff with every permission | schedule a closure  |
        | closed            | staff with every permission | change the status | open              | staff with every permission | schedule a deletion |
        | closed            | staff with every permission | change the status | in_progress       | staff with every permission | schedule a deletion |
        | closed            | staff with every permission | change the status | awaiting_customer | staff with every permission | schedule a deletion |
        | closed            | staff with every permission | change the status | required_test     | staff with every permission | schedule a deletion |
        | closed            | staff with every permission | change the status | required_action   | staff with every permission | schedule a deletion |
        | pending_closure   | staff with every permission | change the status | open              | the creator                 | ask for closure     |
        | pending_closure   | staff with every permission | change the status | in_progress       | the creator                 | ask for closure     |
        | pending_closure   | staff with every permission | change the status | awaiting_customer | the creator                 | ask for closure     |
        | pending_closure   | staff with every permission | change the status | required_test     | the creator                 | ask for closure     |
        | pending_closure   | staff with every permission | change the status | required_action   | the creator                 | ask for closure     |

  Rule: A survey that nobody has submitted goes when the ticket moves on

    Scenario Outline: The survey is gone: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      And it has a survey
      When <by> brings it to <to> with "<way>"
      Then there is no survey

      @A-9
      Examples:
        | from              | by                          | way               | to                |
        | resolved          | staff with every permission | change the status | open              |
        | resolved          | staff with every permission | change the status | in_progress       |
        | resolved          | staff with every permission | change the status | awaiting_customer |
        | resolved          | staff with every permission | change the status | required_test     |
        | resolved          | staff with every permission | change the status | required_action   |
        | pending_closure   | staff with every permission | change the status | open              |
        | pending_closure   | staff with every permission | change the status | in_progress       |
        | pending_closure   | staff with every permission | change the status | awaiting_customer |
        | pending_closure   | staff with every permission | change the status | required_test     |
        | pending_closure   | staff with every permission | change the status | required_action   |
        | closure_scheduled | staff with every permission | change the status | open              |
        | closure_scheduled | staff with every permission | change the status | in_progress       |
        | closure_scheduled | staff with every permission | change the status | awaiting_customer |
        | closure_scheduled | staff with every permission | change the status | required_test     |
        | closure_scheduled | staff with every permission | change the status | required_action   |
        | closed            | staff with every permission | change the status | open              |
        | closed            | staff with every permission | change the status | in_progress       |
        | closed            | staff with every permission | change the status | awaiting_customer |
        | closed            | staff with every permission | change the status | required_test     |
        | closed            | staff with every permission | change the status | required_action   |

  Rule: A survey that was submitted stays when the ticket moves on

    Scenario Outline: The submitted survey stays: from <from> to <to>, <by>, <way>
      Given a ticket
      And the ticket is in status <from>
      And its survey is submitted
      When <by> brings it to <to> with "<way>"
      Then the submitted survey is still there

      @A-10
      Examples:
        | from              | by                          | way               | to                |
        | resolved          | staff with every permission | change the status | open              |
        | resolved          | staff with every permission | change the status | in_progress       |
        | resolved          | staff with every permission | change the status | awaiting_customer |
        | resolved          | staff with every permission | change the status | required_test     |
        | resolved          | staff with every permission | change the status | required_action   |
        | pending_closure   | staff with every permission | change the status | open              |
        | pending_closure   | staff with every permission | change the status | in_progress       |
        | pending_closure   | staff with every permission | change the status | awaiting_customer |
        | pending_closure   | staff with every permission | change the status | required_test     |
        | pending_closure   | staff with every permission | change the status | required_action   |
        | closure_scheduled | staff with every permission | change the status | open              |
        | closure_scheduled | staff with every permission | change the status | in_progress       |
        | closure_scheduled | staff with every permission | change the status | awaiting_customer |
        | closure_scheduled | staff with every permission | change the status | required_test     |
        | closure_scheduled | staff with every permission | change the status | required_action   |
        | closed            | staff with every permission | change the status | open              |
        | closed            | staff with every permission | change the status | in_progress       |
        | closed            | staff with every permission | change the status | awaiting_customer |
        | closed            | staff with every permission | change the status | required_test     |
        | closed            | staff with every permission | change the status | required_action   |

  Rule: A survey that was submitted stays when the ticket comes back to rest

    Scenario Outline: The submitted survey outlasts another: from <from> to <to> and back, <by>, <way>, <by_again>, <way_again>
      Given a ticket
      And the ticket is in status <from>
      And its survey is submitted
      When <by> brings it to <to> with "<way>"
      And <by_again> brings it to <from> with "<way_again>"
      Then the submitted survey is still there

      @A-10
      Examples:
        | from              | by                          | way               | to   | by_again                    | way_again           |
        | closed            | staff with every permission | change the status | open | staff with every permission | change the status   |
        | closed            | staff with every permission | change the status | open | staff with every permission | schedule a deletion |
        | closure_scheduled | staff with every permission | change the status | open | staff with every permission | schedule a closure  |
        | pending_closure   | staff with every permission | change the status | open | staff with every permission | change the status   |
        | pending_closure   | staff with every permission | change the status | open | the creator                 | ask for closure     |
        | resolved          | staff with every permission | change the status | open | staff with every permission | change the status   |

  Rule: Customers can submit the survey as long as there is time

    Scenario Outline: Customers can submit the survey in time: <who>, <status>, after <time>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <time> go by
      And <who> tries to submit the survey
      Then it is done

      @A-15
      Examples:
        | who         | status   | time                       |
        | the creator | resolved | 6 days 23 hours 59 minutes |

  Rule: Customers cannot submit the survey when the time is over

    Scenario Outline: Customers cannot submit the survey too late: <who>, <status>, after <time>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <time> go by
      And the state of the ticket is noted
      And <who> tries to submit the survey
      Then it is refused
      And nothing has changed

      @A-15
      Examples:
        | who         | status   | time   |
        | the creator | resolved | 7 days |
