"""Findings of numbers that contradict each other, or those of the delivery before."""

from werkmonitor.intake.catalogue.entries import NIETS, Entry

CHECKS: dict[str, Entry] = {
    # ------------------------------------------------------------ checks
    "shares_mixed": Entry(
        "logged",
        "some shares in this column are percentages and others are not; each was read as it is shown",
        "see whether the others are parts of 1 too, or give their 'scale' in the layout",
        "In deze kolom staan percentages en andere getallen door elkaar.",
        "Schrijf alle aandelen op dezelfde manier.",
    ),
    "share_impossible": Entry(
        "logged",
        "the share is less than nothing or more than all",
        "give its 'scale' in the layout (0.01 where 92 means 92 %), or call it a number",
        "Dit aandeel is kleiner dan 0 of groter dan 100 %.",
        "Controleer het getal.",
    ),
    "observation_twice": Entry(
        "logged",
        "its labels and headers say just the same as those of {other}",
        "see whether a label, a block or the sheet says in what they differ, and name it in the layout",
        "Dit cijfer heeft dezelfde kenmerken als {other}.",
        NIETS,
    ),
    "decimals_or_thousands": Entry(
        "logged",
        "every number in text has three decimals in this column: they may be thousands",
        "if they are, give the other 'decimal' sign in the layout",
        "Alle getallen in deze kolom hebben drie decimalen: misschien zijn het duizendtallen.",
        NIETS,
    ),
    "total_rounded": Entry(
        "logged",
        "the total is {found}, its parts add up to {expected}; they seem to be rounded",
        "nothing to do: the parts are used",
        "Het totaal is {found}, de delen tellen op tot {expected}. De cijfers lijken afgerond.",
        NIETS,
    ),
    "total_off": Entry(
        "logged",
        "the total is {found}, its parts add up to {expected}",
        "see whether the layout takes a total for a part, or a part for a total",
        "Het totaal is {found}, de delen tellen op tot {expected}.",
        NIETS,
    ),
    "total_differs": Entry(
        "delivery",
        "the total is {found}, but its parts add up to {expected}",
        "ask the partner which of them is right",
        "Het totaal is {found}, maar de delen zijn samen {expected}.",
        "Controleer het totaal en de delen en lever het bestand opnieuw.",
    ),
    "total_unchecked": Entry(
        "logged",
        "the total could not be checked: it or one of its parts is not a plain number",
        "nothing to do",
        "Dit totaal kon niet worden gecontroleerd: niet alles is een gewoon getal.",
        NIETS,
    ),
    "part_above_whole": Entry(
        "logged",
        "{part} ({found}) is more than {whole} ({most}) for project '{project}'",
        "ask the partner whether that is right",
        "{part} ({found}) is meer dan {whole} ({most}) bij project '{project}'.",
        "Controleer deze cijfers.",
    ),
    "money_above_whole": Entry(
        "logged",
        "of the projects together '{amount}' is {found} euros, more than that of the programme on this day ({most})",
        "ask the programme team which of them is right; both are kept",
        "'{amount_nl}' van de projecten samen is {found} euro. Dat is meer dan van het programma op deze dag ({most}).",
        "Controleer deze bedragen.",
    ),
    "standing_fell": Entry(
        "delivery",
        "{indicator} of project '{project}' fell to {found}, from {earlier} as of {since}, without a stated reason",
        "ask the partner; if it is a correction, record it under [[falls]] in corrections.toml",
        "{indicator} van project '{project}' is nu {found}; op {since} was het {earlier}. De reden ontbreekt.",
        "Laat weten waarom het aantal lager is, of herstel het aantal.",
    ),
    "standing_fell_explained": Entry(
        "logged",
        "{indicator} of project '{project}' fell to {found}, from {earlier} as of {since}: {reason}",
        "nothing to do",
        "{indicator} van project '{project}' is gedaald naar {found}; op {since} was het {earlier}: {reason}",
        NIETS,
    ),
    "standing_of_a_period": Entry(
        "delivery",
        "{count} of {total} standings are lower than before: these look like figures of the last period",
        "ask the partner for the numbers since the start of the programme",
        "{count} van de {total} standen zijn lager. Dit lijken aantallen van alleen de laatste maanden.",
        "Vul de aantallen in sinds het begin van het programma.",
    ),
    "periods_cumulative": Entry(
        "delivery",
        "the figures of the months only rise: these look like totals since the start, not figures of each month",
        "ask the partner for the figures of each month; if they are right all the same, record that under [[accepted]] "
        "in corrections.toml",
        "De aantallen per maand lopen alleen maar op. Dit lijken totalen sinds het begin.",
        "Vul per maand alleen het aantal van die maand in.",
    ),
    "periods_cumulative_explained": Entry(
        "logged",
        "the figures of the months only rise, and are right all the same: {reason}",
        "nothing to do",
        "De aantallen per maand lopen alleen maar op. Dat klopt: {reason}",
        NIETS,
    ),
    "list_differs": Entry(
        "delivery",
        "the partner's own list and figures of the same day differ (list / figures): {changes}",
        "ask the partner which is right; if one of them always leads, set own_figures_lead of '{partner}' in "
        'programme.toml to "list" or "figures"',
        "Uw lijst en uw cijfers van dezelfde dag verschillen (lijst / cijfers): {changes}.",
        "Controleer welke aantallen kloppen, en lever de andere opnieuw.",
    ),
    "list_differs_ruled": Entry(
        "logged",
        "the partner's own list and figures of the same day differ; {leading} count (list / figures): {changes}",
        "nothing to do",
        "Uw lijst en uw cijfers van dezelfde dag verschillen; {leading_nl} tellen (lijst / cijfers): {changes}.",
        "Controleer de aantallen voor de volgende keer.",
    ),
    # ------------------------------------------------------------ beside the delivery before
    "delivery_outdated": Entry(
        "logged",
        "gives the state of {found}; a later one, of {other}, is known and stays in force",
        "nothing to do, unless this one should replace it: then ask the partner for the newest state",
        "De stand is van {found}. Wij hebben al een latere, van {other}. Die blijft gelden.",
        NIETS,
    ),
    "delivery_replaced": Entry(
        "logged",
        "replaces '{other}' (received {received}), of the same day; changed: {changes}",
        "nothing to do",
        "Vervangt '{other}' (ontvangen op {received}), van dezelfde dag. Anders zijn: {changes_nl}.",
        NIETS,
    ),
    "months_restated": Entry(
        "logged",
        "gives other numbers of months until {until}, which were delivered before: {changes}",
        "nothing to do",
        "Aantallen tot en met {until} zijn anders dan in uw vorige levering: {changes}.",
        NIETS,
    ),
    "closed_months_restated": Entry(
        "logged",
        "gives other numbers of months until {until}, with which editions were made ({editions}): {changes}",
        "nothing to do: the editions stay as they were published; a revision of one needs a decision",
        "Aantallen tot en met {until} zijn anders dan in uw vorige levering. De monitors {editions} zijn daarmee "
        "gemaakt en blijven zoals ze zijn. Anders zijn: {changes}.",
        NIETS,
    ),
    "projects_gone": Entry(
        "logged",
        "does not tell of projects that the delivery before (state of {since}) told of: {present}",
        "ask the partner whether they were forgotten; nothing is counted of them",
        "Deze projecten stonden wel in uw vorige levering (stand van {since}) en nu niet: {present}.",
        "Controleer of deze projecten vergeten zijn.",
    ),
    "numbers_jumped": Entry(
        "logged",
        "three times as many or more than in the delivery before (state of {since}): {changes}",
        "ask the partner whether that is right",
        "Drie keer zoveel of meer dan in uw vorige levering (stand van {since}): {changes}.",
        "Controleer deze aantallen.",
    ),
}
