"""The demo: places whose published figures come about in a simulated history.

    places/*.toml    a place as data: regions, compounds, what is played, figures
    mechanisms/      small players that every place is told with, and their registry
    place, world     the file as read; what the players act with
    stage            plays the stories of all players in the order of simulated time
    notices          what a place publishes: all that its duty register asks for
    notice_content   what it says: as recorded, and else as `notices.toml` has it
    generate         one history in one log: begun, gone on with, whole
    first_screen     the published figures beside what the history holds
    player, script   the small sample of cases under way, from `sample.toml`

To add a place: write `places/<key>.toml`, with its key in `place.PLACES` and in the
command's `PlaceChoice`. `[estates.<group>]` makes compounds, `[[play]]` calls a player
of `mechanisms/registry.py` with the other entries as its arguments, and `[[figure]]`
quotes what was published, with the numerator and denominator to come about.
Where the text gives no denominator, choose one and mark the figure `invented = true`.
With `publishes = true` all that falls due in the place is published in time; what must
be out ahead of a day that nobody has recorded yet the mechanism `announced` tells.

To add a mechanism: write a function of world and compounds that returns stories, and
enter it in the registry. A story yields the acts of one day and is sent their receipts.
Everything goes through the ordinary use cases; what is drawn comes from
`world.random(...)`, never from elsewhere, so that a seed gives one log.

All stories are played on one stage, so a player sees what the others did until its day.
"""
