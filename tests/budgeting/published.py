"""What is published about dividing budgets. Only numbers, no voter, no age, no sex.

``PLAC``: Warsaw's participatory budget of 2017, Wesoła, Plac Wojska Polskiego, as Pabulib publishes it: 4 projects with costs, 27
votes, 51,195 złoty; by votes all four were chosen. Votes with the same projects stand once, with how many people cast them.

``CITY``: the example by which the method of equal shares is usually introduced: 51 of 100 voters want ten red projects, 49 ten
blue ones, and there is money for ten. By votes all ten are red; by equal shares five are red and five blue.
"""

PLAC_BUDGET = 51_195
PLAC_COSTS = {"427": 15_995, "915": 5_825, "2567": 20_000, "1623": 2_900}
PLAC_VOTES_PER_PROJECT = {"427": 16, "915": 14, "2567": 12, "1623": 5}
PLAC_VOTES = {
    "427": 9,
    "915": 5,
    "2567": 3,
    "915,2567": 2,
    "427,915": 1,
    "1623,2567": 1,
    "427,915,2567": 2,
    "427,915,1623,2567": 4,
}

CITY_REDS, CITY_BLUES = tuple(range(1, 11)), tuple(range(11, 21))
CITY_VOTES = {frozenset(CITY_REDS): 51, frozenset(CITY_BLUES): 49}
CITY_BUDGET, CITY_COST = 10, 1
