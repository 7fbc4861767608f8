"""Who may use which address. One line per route and topic; a route without a line makes ``test_matrix`` red.

Names in braces are filled in from the prepared world (``prepared.py``). A line says

    METHOD  path as the service declares it  who may  an example that is possible  the form that is sent

``all`` is everyone, ``staff`` whoever is signed in, ``residents`` a visitor and a participant, ``nobody`` means that it
answers like an address that does not exist. A path may stand on several lines: the state of the thing decides.
"""

from dataclasses import dataclass

RESIDENTS = ("visitor", "participant")
STAFF = (
    "facilitator",
    "chair",
    "other_chair",
    "member",
    "officer",
    "reviewer",
    "other_reviewer",
    "co_chair",
    "official_co_chair",
    "admin",
)
ROLES = (*RESIDENTS, *STAFF)
GROUPS = {
    "all": ROLES,
    "staff": STAFF,
    "residents": RESIDENTS,
    "hosts": ("facilitator", "officer"),
    "chairing": ("officer", "co_chair", "official_co_chair"),
    "nobody": (),
}

ROUTES = """
# the front pages and the machine's own
GET   /                                   all     /
GET   /healthz                            all     /healthz
GET   /readyz                             all     /readyz
GET   /metrics                            nobody  /metrics
GET   /zones                              all     /zones
GET   /zones/{code}                       all     /zones/changsin-sungin
GET   /dongs/{code}                       all     /dongs/1111068000
GET   /forums/{forum_id:int}              all     /forums/{forum}
GET   /forums/{forum_id:int}/registration  all    /forums/{coming}/registration
POST  /forums/{forum_id:int}/registration  all    /forums/{coming}/registration  needs=sign&key={key}
GET   /agendas                            all     /agendas
GET   /agendas/{agenda_id:int}            all     /agendas/{agenda}
GET   /snapshot                           all     /snapshot?topic=agenda:{agenda}:ko
GET   /principles                         all     /principles
GET   /privacy                            all     /privacy
GET   /accessibility                      all     /accessibility
GET   /desk                               staff   /desk

# sign-in and accounts
GET   /sign-in                            all     /sign-in
POST  /sign-in                            all     /sign-in          email={admin_email}&password={password}
POST  /sign-out                           all     /sign-out
POST  /demo-sign-in                       nobody  /demo-sign-in     account_id={admin}
GET   /admin/accounts                     admin   /admin/accounts
POST  /admin/accounts                     admin   /admin/accounts   email=a@b.kr&name=새 사람&role=officer&side=official&title=주무관
POST  /admin/accounts/{account_id:int}/password   admin  /admin/accounts/{member}/password
POST  /admin/accounts/{account_id:int}/closing    admin  /admin/accounts/{member}/closing
POST  /admin/accounts/{account_id:int}/reopening  admin  /admin/accounts/{member}/reopening

# contests and proposals
GET   /contests                           all      /contests
GET   /contests/new                       officer  /contests/new
POST  /contests                           officer  /contests  dong_id={dong}&title=골목 공모전&theme=우리 골목&notice=2099-01-01T09:00&receive=2099-01-15T09:00&support=2099-01-29T09:00&review=2099-02-05T09:00&result=2099-02-11T09:00&end=2099-03-11T09:00
GET   /contests/{contest_id:int}          all      /contests/{contest}
GET   /contests/{contest_id:int}/proposals/new  all  /contests/{contest}/proposals/new
POST  /contests/{contest_id:int}/proposals      all  /contests/{contest}/proposals  step=send&title=긴 의자&body=쉬어 갈 곳&agreed=on&key={key}
GET   /proposals                          all      /proposals?q=의자
GET   /proposals/new                      all      /proposals/new
POST  /proposals                          all      /proposals  step=send&dong_id={dong}&title=긴 의자&body=쉬어 갈 곳&agreed=on&key={key}
GET   /proposals/{proposal_id:int}        all                  /proposals/{received}
GET   /proposals/{proposal_id:int}        participant,officer  /proposals/{waiting}
GET   /proposals/{proposal_id:int}/receipt          participant          /proposals/{waiting}/receipt
POST  /proposals/{proposal_id:int}/support          all                  /proposals/{received}/support
POST  /proposals/{proposal_id:int}/support          participant,officer  /proposals/{waiting}/support
POST  /proposals/{proposal_id:int}/support/removal  all                  /proposals/{received}/support/removal
GET   /desk/proposals                               officer  /desk/proposals
POST  /desk/proposals/{proposal_id:int}/decision    officer  /desk/proposals/{waiting}/decision  decision=received
GET   /desk/proposals/{proposal_id:int}/selection   officer  /desk/proposals/{received}/selection
POST  /desk/proposals/{proposal_id:int}/selection   officer  /desk/proposals/{received}/selection  title=골목에 긴 의자 놓기

# the room: a resident's phone
GET   /{number:int}                                  all          /{room}
GET   /m                                             all          /m
POST  /m                                             all          /m  number={room}
GET   /m/{number}                                    all          /m/{room}
POST  /m/{number}/attendance                         all          /m/{room}/attendance  lang=ko
POST  /m/{number}/ballots/{ballot_id}/my-vote        participant  /m/{hall}/ballots/{ballot}/my-vote  choice={choice}&key={key}
POST  /m/{number}/items/{item_id}/ideas              participant  /m/{room}/items/{item}/ideas  text=그늘이 있으면 좋겠어요&key={key}
POST  /m/{number}/items/{item_id}/similar            participant  /m/{room}/items/{item}/similar  text=그늘이 있으면
GET   /m/{number}/ideas/{idea_id}/report             participant  /m/{room}/ideas/{idea}/report
GET   /m/{number}/ideas/{idea_id}/report             nobody       /m/{room}/ideas/{unread}/report
POST  /m/{number}/ideas/{idea_id}/report             participant  /m/{room}/ideas/{others_idea}/report  reason=abuse
POST  /m/{number}/ideas/{idea_id}/report             nobody       /m/{room}/ideas/{unread}/report  reason=abuse
GET   /m/{number}/comments/{comment_id}/report       participant  /m/{room}/comments/{comment}/report
POST  /m/{number}/comments/{comment_id}/report       participant  /m/{room}/comments/{others_shown}/report  reason=abuse
POST  /m/{number}/comments/{comment_id}/report       nobody       /m/{room}/comments/{others_comment}/report  reason=abuse
GET   /m/{number}/mine                               participant  /m/{room}/mine
GET   /m/{number}/ideas/{idea_id}/mine               participant  /m/{room}/ideas/{idea}/mine
GET   /m/{number}/ideas/{idea_id}/revision           participant  /m/{room}/ideas/{own_idea}/revision
GET   /m/{number}/ideas/{idea_id}/revision           nobody       /m/{room}/ideas/{unread}/revision
POST  /m/{number}/ideas/{idea_id}/revision           participant  /m/{room}/ideas/{own_idea}/revision  text=다른 말&edits=0
POST  /m/{number}/ideas/{idea_id}/revision           nobody       /m/{room}/ideas/{unread}/revision  text=다른 말&edits=0
GET   /m/{number}/comments/{comment_id}/revision     participant  /m/{room}/comments/{own_comment}/revision
POST  /m/{number}/comments/{comment_id}/revision     participant  /m/{room}/comments/{own_comment}/revision  text=다른 말&edits=0
GET   /m/{number}/comments/{comment_id}/revision     nobody       /m/{room}/comments/{others_comment}/revision
POST  /m/{number}/comments/{comment_id}/revision     nobody       /m/{room}/comments/{others_comment}/revision  text=다른 말&edits=0
POST  /m/{number}/ideas/{idea_id}/support            participant  /m/{room}/ideas/{idea}/support
POST  /m/{number}/ideas/{idea_id}/support/removal    participant  /m/{room}/ideas/{idea}/support/removal
GET   /m/{number}/ideas/{idea_id}                    participant  /m/{room}/ideas/{idea}
GET   /m/{number}/ideas/{idea_id}                    nobody       /m/{room}/ideas/{unread}
GET   /m/{number}/ideas/{idea_id}                    nobody       /m/{hall}/ideas/{idea}
POST  /m/{number}/ideas/{idea_id}/comments           participant  /m/{room}/ideas/{idea}/comments  text=저도요&key={key}
POST  /m/{number}/ideas/{idea_id}/comments           nobody       /m/{room}/ideas/{unread}/comments  text=저도요&key={key}
POST  /m/{number}/comments/{comment_id}/support      participant  /m/{room}/comments/{comment}/support
GET   /m/{number}/speaking                           participant  /m/{room}/speaking
POST  /m/{number}/speaking                           participant  /m/{room}/speaking  name=김순이&about=for&key={key}
POST  /m/{number}/speaking/removal                   participant  /m/{room}/speaking/removal
POST  /m/{number}/practice                           participant  /m/{practising}/practice  choice=1
GET   /m/{number}/survey                             participant  /m/{leaving}/survey
POST  /m/{number}/survey                             participant  /m/{leaving}/survey  q1=1&q2=2&q3=3&key={key}
GET   /m/{number}/help                               participant  /m/{papered_room}/help
POST  /m/{number}/ballots/{ballot_id}/help           participant  /m/{papered_room}/ballots/{papered}/help  slip={paper_slip}&choice={for}&key={key}
GET   /m/{number}/level                              all          /m/{room}/level
POST  /m/{number}/level/slip                         all          /m/{room}/level/slip  code={slip}
POST  /m/{number}/level/message                      participant  /m/{room}/level/message  to=010-1234-5678
POST  /m/{number}/level/message/digits               participant  /m/{room}/level/message/digits  digits={digits}

# the room: a table's recorder
GET   /t/{number}/{table_no:int}                             all          /t/{tables_room}/1
GET   /t/{number}/{table_no:int}                             nobody       /t/{tables_room}/99
POST  /t/{number}/{table_no:int}/recorder                    all          /t/{tables_room}/1/recorder  code={table_code}
POST  /t/{number}/{table_no:int}/heads                       participant  /t/{tables_room}/1/heads  heads=9
POST  /t/{number}/{table_no:int}/heads                       nobody       /t/{tables_room}/2/heads  heads=9
POST  /t/{number}/{table_no:int}/rows/{key}                  participant  /t/{tables_room}/1/rows/r9  item={round}&text=그늘막
POST  /t/{number}/{table_no:int}/rows/{key}                  nobody       /t/{tables_room}/2/rows/r9  item={round}&text=그늘막
POST  /t/{number}/{table_no:int}/rows                        participant  /t/{tables_room}/1/rows  item={round}&text-r9=그늘막
POST  /t/{number}/{table_no:int}/sent                        participant  /t/{tables_room}/1/sent  item={round}&chosen=r2
POST  /t/{number}/{table_no:int}/sent                        nobody       /t/{tables_room}/2/sent  item={round}&chosen=r2
POST  /t/{number}/{table_no:int}/sent/{note_id}/removal      participant  /t/{tables_room}/1/sent/{note}/removal
POST  /t/{number}/{table_no:int}/sent/{note_id}/removal      nobody       /t/{tables_room}/2/sent/{note}/removal

# the room: a helper who sorts
GET   /s/{number}                                            all          /s/{tables_room}
POST  /s/{number}/sorter                                     all          /s/{tables_room}/sorter  code={sorting_code}
POST  /s/{number}/moves                                      participant  /s/{tables_room}/moves  ideas={grouped}-{group}&to=out&key={key}
POST  /s/{number}/moves                                      nobody       /s/{room}/moves  ideas={idea}-0&to=new&key={key}
POST  /s/{number}/undo                                       participant  /s/{tables_room}/undo  step={group_step}
GET   /s/{number}/groups/{group_id}                          participant  /s/{tables_room}/groups/{group}
POST  /s/{number}/groups/{group_id}                          participant  /s/{tables_room}/groups/{group}  name=쉬는 골목&rev=1
POST  /s/{number}/groups/{group_id}/removal                  participant  /s/{tables_room}/groups/{group}/removal  size=1

# the room: wall and console
GET   /wall/{key}                                    all      /wall/{wall}
GET   /wall/{key}/{number:int}                       all      /wall/{wall}/2
GET   /wall/{key}/{number:int}                       nobody   /wall/{wall}/9
POST  /meetings/{meeting_id}/walls/{number:int}      hosts    /meetings/{meeting}/walls/2  shows=join
GET   /meetings/{meeting_id}/preview/{item_id}       hosts    /meetings/{meeting}/preview/{item}
GET   /meetings                                      hosts    /meetings
GET   /meetings/{meeting_id}                         hosts    /meetings/{meeting}
GET   /meetings/{meeting_id}/outcome                 hosts    /meetings/{decided}/outcome
POST  /meetings/{meeting_id}/turn                    hosts    /meetings/{meeting}/turn  expect={turn}
POST  /meetings/{meeting_id}/turn/back               hosts    /meetings/{meeting}/turn/back  expect={turn}
POST  /meetings/{meeting_id}/turn/undo               hosts    /meetings/{meeting}/turn/undo  expect={turn}&step={step}
POST  /meetings/{meeting_id}/turn/{item_id}          hosts    /meetings/{meeting}/turn/{paper_item}  expect={turn}
POST  /meetings/{meeting_id}/minutes                 hosts    /meetings/{meeting}/minutes
POST  /meetings/{meeting_id}/blank                   hosts    /meetings/{meeting}/blank  on=1
POST  /meetings/{meeting_id}/ending                  hosts    /meetings/{meeting}/ending  expect={turn}
POST  /meetings/{meeting_id}/moderation              hosts    /meetings/{meeting}/moderation  ideas=off
POST  /meetings/{meeting_id}/wall-idea/removal       hosts    /meetings/{meeting}/wall-idea/removal
GET   /meetings/{meeting_id}/rig                     hosts    /meetings/{meeting}/rig
GET   /meetings/{meeting_id}/rig/server              hosts    /meetings/{meeting}/rig/server
GET   /meetings/{meeting_id}/rig/time                hosts    /meetings/{meeting}/rig/time
GET   /meetings/{meeting_id}/timers                  hosts    /meetings/{meeting}/timers
POST  /meetings/{meeting_id}/timers                  officer  /meetings/{meeting}/timers  what=open_ballot-{paper_item}&at=2099-01-01T19:00
POST  /timers/{timer_id}/removal                     hosts    /timers/{timer}/removal
GET   /meetings/{meeting_id}/sheet                   hosts    /meetings/{meeting}/sheet
POST  /meetings/{meeting_id}/items                   hosts    /meetings/{meeting}/items  expect={turn}&kind=talk&title=한마디&minutes=3&after={last_item}
POST  /items/{item_id}/plan                          hosts    /items/{last_item}/plan  expect={turn}&title=고맙습니다&minutes=3
POST  /items/{item_id}/place                         hosts    /items/{last_item}/place  expect={turn}&to=up
POST  /items/{item_id}/removal                       hosts    /items/{last_item}/removal  expect={turn}
POST  /meetings/{meeting_id}/floor                   hosts    /meetings/{meeting}/floor  taking=closed&seconds=180
POST  /meetings/{meeting_id}/floor/end               hosts    /meetings/{meeting}/floor/end  expect={on_floor}
POST  /meetings/{meeting_id}/floor/seconds           hosts    /meetings/{meeting}/floor/seconds  expect={on_floor}
POST  /meetings/{meeting_id}/speakers                hosts    /meetings/{meeting}/speakers  name=이손님&about=none&key={key}
POST  /meetings/{meeting_id}/speakers/candidates     hosts    /meetings/{meeting}/speakers/candidates
POST  /speakers/{speaker_id}/call                    hosts    /speakers/{in_line}/call  expect={on_floor}
POST  /speakers/{speaker_id}/putting-off             hosts    /speakers/{in_line}/putting-off
POST  /speakers/{speaker_id}/removal                 hosts    /speakers/{in_line}/removal
POST  /speakers/{speaker_id}/return                  hosts    /speakers/{out_of_line}/return
GET   /meetings/{meeting_id}/entrances               hosts    /meetings/{meeting}/entrances
POST  /meetings/{meeting_id}/slips                   hosts    /meetings/{meeting}/slips  count=4&key={key}
POST  /meetings/{meeting_id}/slips/voiding           hosts    /meetings/{meeting}/slips/voiding
POST  /meetings/{meeting_id}/codes                   hosts    /meetings/{meeting}/codes  on=0
GET   /meetings/{meeting_id}/roll                    hosts    /meetings/{meeting}/roll
POST  /meetings/{meeting_id}/roll                    officer  /meetings/{meeting}/roll  people=김하나, 사직동
GET   /meetings/{meeting_id}/promises                hosts    /meetings/{meeting}/promises
POST  /meetings/{meeting_id}/promises                hosts    /meetings/{meeting}/promises  lines=끝까지 들어요&question=어떻게 오셨나요?&options={practice_options}
GET   /meetings/{meeting_id}/registrations           hosts    /meetings/{coming_meeting}/registrations
POST  /meetings/{meeting_id}/registrations/check-in  hosts    /meetings/{coming_meeting}/registrations/check-in  number=1
POST  /registrations/{registration_id}/check-in/removal  hosts  /registrations/{registered_here}/check-in/removal
POST  /registrations/{registration_id}/removal       participant  /registrations/{registered}/removal
POST  /meetings/{meeting_id}/walk-ins                hosts    /meetings/{coming_meeting}/walk-ins  key={key}
POST  /meetings/{meeting_id}/walk-ins/removal        hosts    /meetings/{coming_meeting}/walk-ins/removal
GET   /meetings/{meeting_id}/survey                  hosts    /meetings/{leaving_meeting}/survey
POST  /meetings/{meeting_id}/survey/paper            hosts    /meetings/{leaving_meeting}/survey/paper  sheets=5&counts=5,0,0,0,0,5,0,0,0,0,5,0,0,0,0&expect=0
GET   /meetings/{meeting_id}/survey/sheet            hosts    /meetings/{leaving_meeting}/survey/sheet
GET   /meetings/{meeting_id}/survey.csv              hosts    /meetings/{leaving_meeting}/survey.csv
POST  /roll/{entry_id}/check-in                      hosts    /roll/{expected}/check-in
POST  /roll/{entry_id}/check-in/removal              hosts    /roll/{checked}/check-in/removal
POST  /roll/{entry_id}/removal                       officer  /roll/{expected}/removal
GET   /meetings/{meeting_id}/tables                  hosts    /meetings/{talking}/tables
POST  /meetings/{meeting_id}/tables                  hosts    /meetings/{talking}/tables  count=6&seats=8
POST  /meetings/{meeting_id}/tables/codes            hosts    /meetings/{talking}/tables/codes
POST  /tables/{table_id}/code                        hosts    /tables/{table}/code
POST  /tables/{table_id}/name                        hosts    /tables/{table}/name  name=느티나무
POST  /items/{item_id}/table-form                    hosts    /items/{last_round}/table-form  form=opinions
GET   /meetings/{meeting_id}/groups                  hosts    /meetings/{talking}/groups
POST  /meetings/{meeting_id}/groups/moves            hosts    /meetings/{talking}/groups/moves  ideas={grouped}-{group}&to=out&key={key}
POST  /meetings/{meeting_id}/groups/code             hosts    /meetings/{talking}/groups/code
POST  /meetings/{meeting_id}/groups/undo             hosts    /meetings/{talking}/groups/undo  step={group_step}
POST  /meetings/{meeting_id}/groups/wall             hosts    /meetings/{talking}/groups/wall  on=1
GET   /groups/{group_id}                             hosts    /groups/{group}
POST  /groups/{group_id}                             hosts    /groups/{group}  name=쉬는 골목&rev=1
POST  /groups/{group_id}/removal                     hosts    /groups/{group}/removal  size=1
POST  /groups/{group_id}/option                      hosts    /groups/{group}/option  size=1&rev=1
POST  /groups/{group_id}/option/removal              hosts    /groups/{offered_group}/option/removal
POST  /meetings/{meeting_id}/seating                 hosts    /meetings/{talking}/seating
POST  /meetings/{meeting_id}/seating/late            hosts    /meetings/{talking}/seating/late
POST  /meetings/{meeting_id}/moves                   hosts    /meetings/{talking}/moves
POST  /meetings/{meeting_id}/moves/end               hosts    /meetings/{talking}/moves/end
POST  /meetings/{meeting_id}/moves/removal           hosts    /meetings/{talking}/moves/removal
GET   /ideas/{idea_id}/talk                          facilitator,officer,reviewer,other_reviewer    /ideas/{idea}/talk
GET   /ideas/{idea_id}/talk                          hosts    /ideas/{unread}/talk
GET   /meetings/{meeting_id}/answers                 officer,reviewer,other_reviewer    /meetings/{meeting}/answers
POST  /ideas/{idea_id}/answers                       nobody   /ideas/{unread}/answers  text=살펴보겠습니다&key={key}
POST  /ideas/{idea_id}/publication                   hosts    /ideas/{unread}/publication
POST  /ideas/{idea_id}/hiding                        hosts    /ideas/{idea}/hiding  reason=personal
POST  /ideas/{idea_id}/parking                       hosts    /ideas/{idea}/parking
POST  /ideas/{idea_id}/reports/seen                  hosts    /ideas/{others_idea}/reports/seen
POST  /comments/{comment_id}/reports/seen            hosts    /comments/{others_shown}/reports/seen
POST  /ideas/{idea_id}/wall                          hosts    /ideas/{idea}/wall
POST  /ideas/{idea_id}/option                        hosts    /ideas/{idea}/option
POST  /ideas/{idea_id}/answers                       officer,reviewer,other_reviewer    /ideas/{idea}/answers  text=살펴보겠습니다&key={key}
GET   /ideas/{idea_id}/merging                       hosts    /ideas/{idea}/merging
POST  /ideas/{idea_id}/merging                       hosts    /ideas/{others_idea}/merging  ideas={idea}
POST  /merges/{merge_id}/undo                        hosts    /merges/{merge}/undo
POST  /comments/{comment_id}/hiding                  hosts    /comments/{comment}/hiding  reason=abuse
POST  /comments/{comment_id}/publication             hosts    /comments/{own_comment}/publication
POST  /items/{item_id}/ballot                        hosts    /items/{paper_item}/ballot  question=무엇부터 할까요?&new=긴 의자
POST  /items/{item_id}/ballot/partner                hosts    /items/{paper_item}/ballot/partner  other=0
GET   /elections                                     hosts    /elections
POST  /elections                                     hosts    /elections  file={election}
POST  /elections/ballot                              hosts    /elections/ballot  item={paper_item}&question=무엇부터 할까요?&kind=yesno
GET   /ballots/{ballot_id}/key                        hosts    /ballots/{ballot}/key
POST  /ballots/{ballot_id}/key/pieces                 hosts    /ballots/{ballot}/key/pieces
POST  /ballots/{ballot_id}/key                        hosts    /ballots/{ballot}/key  first={piece}&second={another_piece}
GET   /ballots/{ballot_id}/tallies                    staff    /ballots/{papered}/tallies
POST  /ballots/{ballot_id}/tallies/{channel}          staff    /ballots/{papered}/tallies/paper  handed=1&valid=1&blank=0&void=0&option-1=1&option-2=0&option-3=0&key={key}
POST  /ballots/{ballot_id}/tallies/{channel}/removal  hosts    /ballots/{settled}/tallies/paper/removal
GET   /ballots/{ballot_id}/desk                       hosts    /ballots/{papered}/desk
POST  /ballots/{ballot_id}/marks                      hosts    /ballots/{papered}/marks  slip={paper_slip}
POST  /ballots/{ballot_id}/marks/{mark_id}/removal    hosts    /ballots/{papered}/marks/{paper_mark}/removal
POST  /ballots/{ballot_id}/callers                    hosts    /ballots/{papered}/callers  to=010-2222-4444
POST  /ballots/{ballot_id}/callers/digits             hosts    /ballots/{papered}/callers/digits  to=010-2222-3333&digits={caller_digits}
POST  /ballots/{ballot_id}/wishes                     hosts    /ballots/{papered}/wishes  slip={paper_slip}&choice={for}&channel=telephone&key={key}
GET   /ballots/{ballot_id}/annulment                  hosts    /ballots/{ballot}/annulment
GET   /ballots/{ballot_id}/annulment                  hosts    /ballots/{revealed}/annulment
POST  /ballots/{ballot_id}/annulment                  hosts    /ballots/{ballot}/annulment  reason=열쇠를 잃었습니다
POST  /ballots/{ballot_id}/annulment/confirmation     officer  /ballots/{doubtful}/annulment/confirmation
POST  /ballots/{ballot_id}/annulment/refusal          hosts    /ballots/{doubtful}/annulment/refusal
POST  /ballots/{ballot_id}/again                      hosts    /ballots/{void}/again
GET   /ballots/{ballot_id}/more-time                  hosts    /ballots/{ballot}/more-time
POST  /ballots/{ballot_id}/extension                  hosts    /ballots/{ballot}/extension  reason=줄이 깁니다&minutes=5
POST  /ballots/{ballot_id}/reopening                  hosts    /ballots/{sealed}/reopening  reason=줄이 깁니다&minutes=5
POST  /ballots/{ballot_id}/more-time/confirmation     officer  /ballots/{longer}/more-time/confirmation
POST  /ballots/{ballot_id}/more-time/refusal          hosts    /ballots/{longer}/more-time/refusal
GET   /ballots/{ballot_id}/count                      hosts    /ballots/{ballot}/count
GET   /ballots/{ballot_id}/count                      staff    /ballots/{watched}/count
POST  /ballots/{ballot_id}/count                      hosts    /ballots/{sealed}/count
POST  /ballots/{ballot_id}/announcement               hosts    /ballots/{late}/announcement
POST  /ballots/{ballot_id}/count/confirmation         staff    /ballots/{watched}/count/confirmation
POST  /options/{option_id}/removal                   hosts    /options/{draft_option}/removal
POST  /options/{option_id}/selection                 hosts    /options/{won_option}/selection  title=긴 의자 놓기&field={field}
GET   /forums/new                                    officer  /forums/new
POST  /forums                                        officer  /forums  kind=zone&zone_id={zone}&title=골목 공론장&place=강당&starts_at=2099-01-01T14:00&ends_at=2099-01-01T15:00&preset=evening_forum_60&topic=골목&question=무엇부터 할까요?

# the public record: result files, one's own vote, minutes
GET   /ballots/{ballot_id:int}/bundle.json           all          /ballots/{revealed}/bundle.json
GET   /ballots/{ballot_id:int}/election.pb           all          /ballots/{revealed}/election.pb
GET   /ballots/{ballot_id:int}/flow.json             nobody       /ballots/{revealed}/flow.json
GET   /ballots/{ballot_id:int}/flow.csv              nobody       /ballots/{revealed}/flow.csv
GET   /ballots/{ballot_id:int}/election.pb           nobody       /ballots/{ballot}/election.pb
GET   /ballots/{ballot_id:int}/bundle.json           nobody       /ballots/{ballot}/bundle.json
GET   /ballots/{ballot_id:int}/check                 all          /ballots/{revealed}/check
GET   /ballots/{ballot_id:int}/check                 all          /ballots/{ballot}/check
GET   /ballots/{ballot_id:int}/check                 nobody       /ballots/{draft}/check
GET   /ballots/{ballot_id:int}/receipt.json          nobody       /ballots/{revealed}/receipt.json
GET   /m/{number}/record                             all          /m/{over}/record
GET   /m/{number}/result                             all          /m/{hall}/result
GET   /meetings/{meeting_id}/record                  hosts        /meetings/{over_meeting}/record
GET   /meetings/{meeting_id}/record/print            hosts        /meetings/{over_meeting}/record/print
GET   /meetings/{meeting_id}/record.txt              hosts        /meetings/{over_meeting}/record.txt
GET   /meetings/{meeting_id}/record.md               hosts        /meetings/{over_meeting}/record.md
POST  /meetings/{meeting_id}/record/corrections      hosts        /meetings/{over_meeting}/record/corrections  field=people&text=참석 열두 명&expect=0
POST  /meetings/{meeting_id}/record/editions         hosts        /meetings/{over_meeting}/record/editions  expect={minutes_digest}
GET   /m/{number}/record                             nobody       /m/{hall}/record

# the participatory budget: read by everybody, written by officers, voted on in a room
GET   /budget                                              all      /budget
GET   /budget/{year:int}                                   all      /budget/2026
GET   /budget/{year:int}                                   nobody   /budget/1999
GET   /budget/{year:int}/paper                             all      /budget/2026/paper
GET   /budget/{year:int}/projects.csv                      all      /budget/2026/projects.csv
GET   /budget/{year:int}/decisions.csv                     all      /budget/2026/decisions.csv
GET   /budget/projects/{project_id:int}                    all      /budget/projects/{project}
GET   /budget/ballots/{ballot_id:int}                      all      /budget/ballots/{purse}
GET   /budget/ballots/{ballot_id:int}                      nobody   /budget/ballots/{ballot}
GET   /budget/ballots/{ballot_id:int}/comparison           all      /budget/ballots/{purse}/comparison
GET   /budget/ballots/{ballot_id:int}/election.pb          all      /budget/ballots/{purse}/election.pb
GET   /budget/ballots/{ballot_id:int}/paper                hosts    /budget/ballots/{purse}/paper
POST  /budget/ballots/{ballot_id:int}/agendas/{option_id:int}  officer  /budget/ballots/{purse}/agendas/{purse_option}
GET   /desk/budget                                         officer  /desk/budget
GET   /desk/budget/projects/new                            officer  /desk/budget/projects/new
POST  /desk/budget/projects                                officer  /desk/budget/projects  year=2026&name=긴 의자&content=쉬어 갈 곳&amount=1000000&department_id={road}&key={key}
GET   /desk/budget/projects/{project_id:int}               officer  /desk/budget/projects/{project}
GET   /desk/budget/projects/{project_id:int}/words         officer  /desk/budget/projects/{project}/words
POST  /desk/budget/projects/{project_id:int}/words         officer  /desk/budget/projects/{project}/words  year=2026&name=긴 의자&content=쉬어 갈 곳&amount=1000000&department_id={road}&expect=0
POST  /desk/budget/projects/{project_id:int}/decision      officer  /desk/budget/projects/{project}/decision  given=1000000&why=한 곳만 놓습니다&expect=0
POST  /desk/budget/projects/{project_id:int}/agenda        officer  /desk/budget/projects/{given_project}/agenda
GET   /desk/budget/limits                                  officer  /desk/budget/limits
POST  /desk/budget/limits                                  officer  /desk/budget/limits  cap=general&amount=300000000&source=공고&since=2027-03-02
GET   /desk/budget/ballots                                 hosts    /desk/budget/ballots
POST  /desk/budget/ballots                                 hosts    /desk/budget/ballots  item={purse_item}&year=2026&question=어느 사업에?&budget=90000000&most=1&project={project}&project={other_project}
GET   /desk/budget/elections                               hosts    /desk/budget/elections
POST  /desk/budget/elections                               hosts    /desk/budget/elections  file={election}

# procedures: read by everybody, revised by officers
GET   /procedures                                          all      /procedures
GET   /procedures/{code}                                   all      /procedures/std-gu
GET   /procedures/{code}/{version}                         all      /procedures/std-gu/1.0
GET   /procedures/{code}/{version}/guidebook               all      /procedures/std-gu/1.0/guidebook
GET   /procedures/{code}/{version}/changes                 all      /procedures/std-budget/1.1/changes
GET   /procedures/{code}/{version}/yaml                    all      /procedures/std-gu/1.0/yaml
GET   /procedures/{code}/{version}/bpmn                    all      /procedures/std-gu/1.0/bpmn
GET   /desk/procedures                                     officer  /desk/procedures
POST  /desk/procedures/drafts                              officer  /desk/procedures/drafts  code=std-contest
POST  /desk/procedures/imports                             officer  /desk/procedures/imports  code=std-gu&turn={draft_turn}&text={draft_yaml}
GET   /desk/drafts/{draft_id:int}                          officer  /desk/drafts/{draft}
GET   /desk/drafts/{draft_id:int}/comparison               officer  /desk/drafts/{draft}/comparison
GET   /desk/drafts/{draft_id:int}/preview                  officer  /desk/drafts/{draft}/preview
GET   /desk/drafts/{draft_id:int}/yaml                     officer  /desk/drafts/{draft}/yaml
GET   /desk/drafts/{draft_id:int}/bpmn                     officer  /desk/drafts/{draft}/bpmn
GET   /desk/drafts/{draft_id:int}/publication              officer  /desk/drafts/{draft}/publication
POST  /desk/drafts/{draft_id:int}/publication              officer  /desk/drafts/{draft}/publication  version=2.0&reason=협치회 의결&turn={draft_turn}&key={key}
POST  /desk/drafts/{draft_id:int}/name                     officer  /desk/drafts/{draft}/name  name=새 이름
POST  /desk/drafts/{draft_id:int}/undo                     officer  /desk/drafts/{draft}/undo  edit={draft_edit}
POST  /desk/drafts/{draft_id:int}/removal                  officer  /desk/drafts/{draft}/removal  turn={draft_turn}
POST  /desk/drafts/{draft_id:int}/stages                   officer  /desk/drafts/{draft}/stages  name=시범 실행&after=plan&order={draft_order}
GET   /desk/drafts/{draft_id:int}/stages/{stage_id}        officer  /desk/drafts/{draft}/stages/refine
POST  /desk/drafts/{draft_id:int}/stages/{stage_id}        officer  /desk/drafts/{draft}/stages/refine  seen={refine_mark}&name=분과 숙의&purpose=다듬는다&column=숙의&path=3&responsible=sub_chair&resident_sentence=다듬고 있습니다.&owes=분과장&move_label=숙의로
POST  /desk/drafts/{draft_id:int}/stages/{stage_id}/move   officer  /desk/drafts/{draft}/stages/refine/move  way=down&order={draft_order}
POST  /desk/drafts/{draft_id:int}/stages/{stage_id}/split  officer  /desk/drafts/{draft}/stages/refine/split  name=현장 확인&order={draft_order}
POST  /desk/drafts/{draft_id:int}/stages/{stage_id}/removal  officer  /desk/drafts/{draft}/stages/refine/removal  order={draft_order}&seen={refine_mark}
GET   /desk/closed-days                                    officer  /desk/closed-days
POST  /desk/closed-days                                    officer  /desk/closed-days  day=2099-05-04&name=구민의 날
POST  /desk/closed-days/{closed_day_id:int}/removal        officer  /desk/closed-days/{closed_day}/removal

# the procedure
GET   /board                                         staff    /board
GET   /board/{code}                                  staff    /board/urban
GET   /board/{code}/list                             staff    /board/urban/list
GET   /matters/new                                   hosts    /matters/new
POST  /matters                                       hosts    /matters  agenda={loose}&subcommittee={urban}
GET   /matters/{matter_id}                           staff    /matters/{handed}
POST  /matters/{matter_id}/acceptance                chair    /matters/{handed}/acceptance
POST  /matters/{matter_id}/other-subcommittee        chair    /matters/{handed}/other-subcommittee  reason=돌봄 분과의 일입니다
POST  /matters/{matter_id}/subcommittee              officer  /matters/{handed}/subcommittee  subcommittee={care}&reason=돌봄의 일입니다
POST  /matters/{matter_id}/consents                  chair    /matters/{handed}/consents  side=civil&agreed=true
POST  /matters/{matter_id}/consents                  officer  /matters/{handed}/consents  side=official&agreed=true
POST  /matters/{matter_id}/consents                  reviewer          /matters/{review}/consents  side=official&agreed=true
POST  /matters/{matter_id}/consents                  co_chair          /matters/{council}/consents  side=civil&agreed=true
POST  /matters/{matter_id}/consents                  official_co_chair /matters/{council}/consents  side=official&agreed=true
POST  /matters/{matter_id}/advance                   chair             /matters/{ready}/advance  expect={ready_turn}
POST  /matters/{matter_id}/advance                   chair,reviewer    /matters/{review}/advance  expect={review_turn}
POST  /matters/{matter_id}/return                    chair             /matters/{ready}/return  expect={ready_turn}&reason=다시 봅니다
POST  /matters/{matter_id}/return                    chair,reviewer    /matters/{review}/return  expect={review_turn}&reason=다시 봅니다
POST  /matters/{matter_id}/skip                   chair             /matters/{ready}/skip  expect={ready_turn}&reason=이미 했습니다
POST  /matters/{matter_id}/skip                   chair,reviewer    /matters/{review}/skip  expect={review_turn}&reason=이미 했습니다
POST  /matters/{matter_id}/pause                  chair,officer     /matters/{ready}/pause  kind=hold&until={soon}&expect={ready_turn}&reason=잠시
POST  /matters/{matter_id}/pause                  chair,officer,reviewer  /matters/{review}/pause  kind=supplement&asked=제안한 분&until={soon}&expect={review_turn}&reason=잠시
POST  /matters/{matter_id}/resumption             chair,officer     /matters/{paused}/resumption  expect={paused_turn}&reason=다시 합니다
POST  /matters/{matter_id}/merge                  chair,officer     /matters/{ready}/merge  into={review_agenda}&signed=전화로 동의&expect={ready_turn}&reason=같은 일
POST  /matters/{matter_id}/split                  chair,officer     /matters/{ready}/split  titles={parts}&expect={ready_turn}&reason=두 가지 일
POST  /matters/{matter_id}/complaint              officer           /matters/{ready}/complaint  asked=도로과&expect={ready_turn}&reason=민원입니다
POST  /matters/{matter_id}/withdrawal             chair,officer     /matters/{ready}/withdrawal  signed=전화로 밝힘&expect={ready_turn}&reason=거둡니다
POST  /matters/{matter_id}/closing                chair,officer     /matters/{ready}/closing  expect={ready_turn}&reason=더 못 합니다
POST  /matters/{matter_id}/closing                chair,officer,co_chair,official_co_chair  /matters/{council}/closing  expect={council_turn}&reason=부결입니다
POST  /selections/{agenda_id:int}/words           facilitator       /selections/{unsigned}/words  side=civil&agreed=true
POST  /selections/{agenda_id:int}/words           officer           /selections/{unsigned}/words  side=official&agreed=true
POST  /matters/{matter_id}/marks                     chair,officer     /matters/{handed}/marks  criterion=proposer_told&note=전화로 알렸습니다
POST  /matters/{matter_id}/documents                 chair,officer,reviewer  /matters/{review}/documents  name=쟁점정리표&body=쟁점 셋
POST  /matters/{matter_id}/documents                 chair,officer     /matters/{ready}/documents  name=쟁점정리표&body=쟁점 셋
POST  /matters/{matter_id}/group                     chair,officer     /matters/{handed}/group  name=김영희&seat=주민&side=civil
POST  /matters/{matter_id}/gatherings                chair,officer     /matters/{ready}/gatherings  held_on={today}&place=주민센터&attendees=7&gist=계단을 골랐습니다
POST  /matters/{matter_id}/opinions                  chair,officer     /matters/{review}/opinions  departments={welfare}&question=될까요?

# subcommittees: people, meetings and minutes, issue sheets, texts, working groups, the year
GET   /subcommittees                                 all      /subcommittees
GET   /subcommittees/new                             officer,co_chair,official_co_chair  /subcommittees/new
POST  /subcommittees                                 officer,co_chair,official_co_chair  /subcommittees  name=소통 특별분과&purpose=갈등을 다룹니다&basis=제2차 협치회&starts_on=2099-01-01&ends_on=2099-12-31
GET   /subcommittees/{code}                          all      /subcommittees/urban
GET   /subcommittees/{code}/meetings/{number:int}    all      /subcommittees/urban/meetings/1
GET   /subcommittees/{code}/calendar                 all      /subcommittees/urban/calendar
GET   /subcommittees/{code}/calendar.ics             all      /subcommittees/urban/calendar.ics
POST  /subcommittees/{code}/dates                    chair,officer  /subcommittees/urban/dates  day=2099-05-04&title=현장 답사&key={key}
POST  /subcommittees/{code}/dates/{date_id:int}/removal  chair,officer  /subcommittees/urban/dates/{fixed_date}/removal
GET   /board/{code}/inbox                            staff    /board/urban/inbox
GET   /board/{code}/members                          staff    /board/urban/members
POST  /board/{code}/members                          officer,admin  /board/urban/members  account_id={reviewer}&role=member&side=official&title=도로과 위원
POST  /board/{code}/members/{account_id:int}/ending  officer,admin  /board/urban/members/{member}/ending
POST  /board/{code}/charge                           officer,co_chair,official_co_chair  /board/{special}/charge  purpose=갈등을 다룹니다&basis=제3차 협치회&starts_on=2026-01-01&ends_on=2099-12-31
GET   /board/{code}/meetings                         staff    /board/urban/meetings
POST  /board/{code}/meetings                         chair,officer  /board/urban/meetings  starts_at=2099-05-04T10:00&place=주민센터&key={key}
GET   /submeetings/{meeting_id:int}                  staff    /submeetings/{sub_planned}
GET   /submeetings/{meeting_id:int}/paper            staff    /submeetings/{sub_planned}/paper
POST  /submeetings/{meeting_id:int}/time             chair,officer  /submeetings/{sub_planned}/time  starts_at=2099-05-04T10:00&place=주민센터&expect=0
POST  /submeetings/{meeting_id:int}/calling-off      chair,officer  /submeetings/{sub_planned}/calling-off  reason=호우 경보&expect=0
POST  /submeetings/{meeting_id:int}/items            chair,officer  /submeetings/{sub_planned}/items  title=다음 회의 날
POST  /submeetings/{meeting_id:int}/items/{item_id:int}/up       chair,officer  /submeetings/{sub_planned}/items/{sub_item}/up
POST  /submeetings/{meeting_id:int}/items/{item_id:int}/removal  chair,officer  /submeetings/{sub_planned}/items/{sub_item}/removal
POST  /submeetings/{meeting_id:int}/items/{item_id:int}/record   chair,officer  /submeetings/{sub_held}/items/{held_item}/record  said=오간 말&expect={held_mark}
POST  /submeetings/{meeting_id:int}/members          chair,officer  /submeetings/{sub_held}/members  present={member}
POST  /submeetings/{meeting_id:int}/guests           chair,officer  /submeetings/{sub_held}/guests  name=김순이&seat=제안자&side=civil&attending=present
POST  /submeetings/{meeting_id:int}/guests/{presence_id:int}/removal  chair,officer  /submeetings/{sub_held}/guests/{sub_guest}/removal
POST  /submeetings/{meeting_id:int}/ending           chair,officer  /submeetings/{sub_held}/ending  opened_at=2026-01-05T10:00&ended_at=2026-01-05T12:00&expect={held_turn}
GET   /submeetings/{meeting_id:int}/record           chair,officer  /submeetings/{sub_held}/record
GET   /submeetings/{meeting_id:int}/record/print     chair,officer  /submeetings/{sub_held}/record/print
GET   /submeetings/{meeting_id:int}/record.txt       chair,officer  /submeetings/{sub_held}/record.txt
POST  /submeetings/{meeting_id:int}/record/corrections  chair,officer  /submeetings/{sub_held}/record/corrections  field=said&text=짧게&expect=0
POST  /submeetings/{meeting_id:int}/record/editions  chair    /submeetings/{sub_held}/record/editions  expect={held_digest}
GET   /matters/{matter_id:int}/issues                staff    /matters/{ready}/issues
GET   /matters/{matter_id:int}/issues/new            staff    /matters/{ready}/issues/new
GET   /matters/{matter_id:int}/issues/print          staff    /matters/{ready}/issues/print
GET   /matters/{matter_id:int}/issues/{issue_id:int}  staff   /matters/{ready}/issues/{issue}
POST  /matters/{matter_id:int}/issues                chair,officer  /matters/{ready}/issues  question=먼저?&side=주민&side=구청&claim=지금&claim=나중&still_open=언제&key={key}
POST  /matters/{matter_id:int}/issues/{issue_id:int}  chair,officer  /matters/{ready}/issues/{issue}  question=먼저?&side=주민&side=구청&claim=지금&claim=나중&still_open=언제&why=다시 이야기함&expect=1
POST  /matters/{matter_id:int}/issues/{issue_id:int}/removal  chair,officer  /matters/{ready}/issues/{issue}/removal
POST  /matters/{matter_id:int}/issue-sheet           chair,officer  /matters/{ready}/issue-sheet  expect={issue_digest}
GET   /matters/{matter_id:int}/text                  staff    /matters/{ready}/text
POST  /matters/{matter_id:int}/text                  chair,officer  /matters/{ready}/text  text=다시 다듬은 글&why=곳을 정함&expect=1
GET   /agendas/{agenda_id:int}/text                  all      /agendas/{ready_agenda}/text
GET   /agendas/{agenda_id:int}/text                  nobody   /agendas/{agenda}/text
GET   /matters/{matter_id:int}/team                  staff    /matters/{ready}/team
POST  /matters/{matter_id:int}/team                  chair,officer  /matters/{ready}/team  name=새 사람&seat=주민&side=civil
POST  /matters/{matter_id:int}/team/{member_id:int}/removal  chair,officer  /matters/{ready}/team/{idle_member}/removal
POST  /matters/{matter_id:int}/tasks                 chair,officer  /matters/{ready}/tasks  text=기울기 재기&member={busy_member}&due_on=2099-05-04&key={key}
POST  /matters/{matter_id:int}/tasks/{task_id:int}/done    chair,officer  /matters/{ready}/tasks/{task}/done  done=true
POST  /matters/{matter_id:int}/tasks/{task_id:int}/person  chair,officer  /matters/{ready}/tasks/{task}/person  member={idle_member}&due_on=2099-05-04

GET   /reviews                                       staff    /reviews
GET   /reviews/{opinion_id}                          staff    /reviews/{opinion}
POST  /reviews/{opinion_id}                          reviewer /reviews/{opinion}  verdict=conditional&grounds=폭 1.2m를 지키면 됩니다
GET   /consents                                      staff    /consents

# the governance council and the district council
GET   /council                                       all       /council
GET   /council/progress                              all       /council/progress?pace=late
GET   /council/assembly                              all       /council/assembly
GET   /council/sittings/{sitting_id:int}             all       /council/sittings/{ended}
GET   /council/calls/{call_id:int}                   all       /council/calls/{call}
POST  /council/calls/{call_id:int}                   all       /council/calls/{call}  name=새사람&contact=010-1234-5678&motive=골목을 잘 압니다&agreed=on&key={key}
POST  /council/applications/{application_id:int}/removal  participant  /council/applications/{own_application}/removal
GET   /desk/council                                  staff     /desk/council
GET   /desk/council/members                          staff     /desk/council/members
POST  /desk/council/members                          officer   /desk/council/members  name=새사람&title=민간위원&start={today}
POST  /desk/council/members/{member_id:int}/renewal    officer  /desk/council/members/{councilman}/renewal
POST  /desk/council/members/{member_id:int}/departure  officer  /desk/council/members/{councilman}/departure  reason=사임
GET   /desk/council/charter                          staff     /desk/council/charter
POST  /desk/council/charter                          officer   /desk/council/charter  seat_title=민간위원&seat_side=civil&seat_count=9&seat_kind=위촉직&term_years=2&max_terms=2&quorum=majority&base=holders&passing=majority&paper_days=7&reason=조례&expect={charter_turn}
GET   /desk/council/calls                            officer   /desk/council/calls
POST  /desk/council/calls                            officer   /desk/council/calls  title=모집&text=누구나&seat_title=민간위원&wanted=1&opens_at=2099-01-01T09:00&closes_at=2099-01-15T18:00
GET   /desk/council/calls/{call_id:int}              officer   /desk/council/calls/{choosing}
POST  /desk/council/calls/{call_id:int}/settling     officer   /desk/council/calls/{unsettled}/settling
POST  /desk/council/applications/{application_id:int}/choice  officer  /desk/council/applications/{application}/choice  choice=chosen
GET   /desk/council/sittings                         staff     /desk/council/sittings
POST  /desk/council/sittings                         chairing  /desk/council/sittings  kind=regular&starts_at=2099-01-10T14:00&place=구청 한우리홀
GET   /desk/council/sittings/{sitting_id:int}        staff     /desk/council/sittings/{sitting}
POST  /desk/council/sittings/{sitting_id:int}/items        chairing  /desk/council/sittings/{sitting}/items  title=새 안건&kind=decision&owner=team
POST  /desk/council/sittings/{sitting_id:int}/presences    chairing  /desk/council/sittings/{sitting}/presences  member={councilman}&here=no
POST  /desk/council/sittings/{sitting_id:int}/opening      chairing  /desk/council/sittings/{sitting}/opening
POST  /desk/council/sittings/{sitting_id:int}/ending       chairing  /desk/council/sittings/{all_decided}/ending
POST  /desk/council/sittings/{sitting_id:int}/calling-off  chairing  /desk/council/sittings/{sitting}/calling-off  reason=다음 주로 미룸
GET   /desk/council/items/{item_id:int}              staff     /desk/council/items/{called_item}
POST  /desk/council/items/{item_id:int}/papers       chairing,chair  /desk/council/items/{owed_item}/papers  body=실행계획 셋&expect=0
POST  /desk/council/items/{item_id:int}/outs         chairing  /desk/council/items/{called_item}/outs  member={councilman}&out=withdrew&reason=자기 단체
POST  /desk/council/items/{item_id:int}/outs/{member_id:int}/removal  chairing  /desk/council/items/{stepped_item}/outs/{councilman}/removal
POST  /desk/council/items/{item_id:int}/decision     chairing  /desk/council/items/{called_item}/decision  outcome=as_proposed&ayes={ayes}&noes=0&abstains=0
POST  /desk/council/items/{item_id:int}/decision/removal  chairing  /desk/council/items/{decided_item}/decision/removal  reason=잘못 적음
GET   /desk/council/sittings/{sitting_id:int}/minutes        staff     /desk/council/sittings/{ended}/minutes
GET   /desk/council/sittings/{sitting_id:int}/minutes/print  staff     /desk/council/sittings/{ended}/minutes/print
GET   /desk/council/sittings/{sitting_id:int}/minutes.txt    staff     /desk/council/sittings/{ended}/minutes.txt
GET   /desk/council/sittings/{sitting_id:int}/minutes.md     staff     /desk/council/sittings/{ended}/minutes.md
POST  /desk/council/sittings/{sitting_id:int}/minutes/corrections  chairing  /desk/council/sittings/{ended}/minutes/corrections  field=said&text=고친 글&expect=0
POST  /desk/council/sittings/{sitting_id:int}/minutes/words  co_chair           /desk/council/sittings/{ended}/minutes/words  side=civil&agreed=yes&expect={digest}
POST  /desk/council/sittings/{sitting_id:int}/minutes/words  official_co_chair  /desk/council/sittings/{ended}/minutes/words  side=official&agreed=yes&expect={digest}
GET   /desk/council/assembly                         officer   /desk/council/assembly
POST  /desk/council/assembly                         officer   /desk/council/assembly  day=2099-01-10&place=의장실&subject=새해 의제
POST  /desk/council/assembly/talks/{talk_id:int}     officer   /desk/council/assembly/talks/{talk}  attendees=9&gist=예산을 함께 보았다
POST  /desk/council/assembly/councillors             officer   /desk/council/assembly/councillors  name=고운봄&ward=나선거구
POST  /desk/council/assembly/pledges                 officer   /desk/council/assembly/pledges  councillor={councillor}&pledge=가로등&source=선거공보
POST  /desk/council/assembly/pledges/{pledge_id:int}/links  officer  /desk/council/assembly/pledges/{pledge}/links  agenda={linked}&note=같은 곳
POST  /desk/council/assembly/links/{link_id:int}/removal    officer  /desk/council/assembly/links/{pledge_link}/removal
"""

# The one socket, and /snapshot beside it: who may watch what.
TOPICS = """
agenda:{agenda}:ko       all
proposal:{received}:ko   all
proposal:{waiting}:ko    nobody
wall:{wall}:ko           all
sidewall:{wall}.2:ko     all
phone:{meeting_key}:ko   participant
phone:{meeting_key}:en   participant
thread:{idea}:ko         participant
console:{meeting_key}:ko hosts
sheet:{meeting_key}:ko hosts
entrance:{meeting_key}:ko hosts
tables:{talking}:ko      hosts
groups:{talking}:ko      hosts
sorting:{talking}:ko     participant
sorting:{meeting_key}:ko nobody
tally:{papered}:ko       staff
tally:x:ko               nobody
count:{ballot}:ko        hosts
count:{watched}:ko       staff
count:x:ko               nobody
recorder:{table}:ko      participant
recorder:{table}:en      participant
recorder:{other_table}:ko nobody
board:{urban}:ko         staff
matter:{handed}:ko       staff
sitting:{sitting}:ko     staff
sitting:x:ko             nobody
gossip:1:ko              nobody
agenda:{agenda}:fr       nobody
agenda:x:ko              nobody
"""


@dataclass(frozen=True)
class Line:
    """One line of the table; ``example`` and the values of ``form`` still have their places."""

    method: str
    path: str
    who: frozenset[str]
    example: str
    form: tuple[tuple[str, str], ...] = ()

    @property
    def safe(self) -> bool:
        return self.method == "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.example}"


def who(words: str) -> frozenset[str]:
    """The roles behind ``hosts`` or ``chair,officer``; a word that is neither is a mistake in the table."""
    found: set[str] = set()
    for word in words.split(","):
        found |= set(GROUPS.get(word, (word,)))
    assert found <= set(ROLES), words
    return frozenset(found)


def routes(table: str = ROUTES) -> list[Line]:
    """The lines of the table."""
    lines = []
    for row in table.splitlines():
        if row and not row.startswith("#"):
            method, path, words, example, *form = row.split(maxsplit=4)
            pairs = [pair.partition("=") for pair in (form[0].split("&") if form else ())]
            lines.append(Line(method, path, who(words), example, tuple((a, b) for a, _, b in pairs)))
    return lines


def topics(table: str = TOPICS) -> dict[str, frozenset[str]]:
    """Who may watch each topic."""
    return {topic: who(words) for topic, words in (row.split() for row in table.strip().splitlines())}
