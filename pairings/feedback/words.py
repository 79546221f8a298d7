"""The English words that the checks of feedback know, separated by spaces. Pure data."""

# Words for what somebody is.
TRAITS = """
abrasive absent-minded aggressive amazing annoying arrogant awesome awful bad boring bossy brilliant careless chaotic
charming childish clever clueless clumsy cold confused controlling cool cynical defensive difficult disorganised
disorganized disrespectful dominant dumb emotional excellent fantastic forgetful genius good great hopeless
immature impatient impolite incompetent inconsiderate indecisive inflexible inexperienced insecure insensitive
intelligent irresponsible kind lazy lovely messy mean moody naive nasty negative negligent nervous nice passive
perfect perfectionist pessimistic quiet reserved rigid rude selfish sensitive shy slow sloppy smart stubborn stupid
superficial talented terrible thoughtless timid unfocused unfriendly ungrateful unhelpful unmotivated unorganised
unorganized unprofessional unreliable useless weak wonderful
"""
# Words for what went wrong, and for what went well.
BAD = """
angry annoyed annoying bad badly bored boring careless cold confused confusing didn't disappointed disappointing
disappointment disrespectful disorganised disorganized doesn't don't fail failed fails failure forgot frustrated
frustrating ignored ignoring incompetent interrupted interrupting late lazy lacking lost mess messy missed mistake
mistakes never nobody offended poor poorly problem problems rude rushed slow sloppy stupid terrible tired unclear
unfair unhelpful unprepared unprofessional upset useless wasted waste weak worse worst wrong can't couldn't
wasn't weren't won't nothing
"""
GOOD = """
appreciate appreciated admire better brave bravely brilliant calm calmly careful carefully clear clearer clearly
confident courage courageous creative curious encouraged encouraging enjoyed excellent fair glad good great happy
helped helpful helps honest honestly impressed improved inspired inspiring interesting kind kindly learned learnt
listened loved love nice open opened patient patiently pleased positive prepared proud relaxed relieved respected
safe solved steady strong stronger succeeded success supported supportive thank thanks thorough thoughtful trust
trusted useful valued warm welcome well wonderful worked works
"""
