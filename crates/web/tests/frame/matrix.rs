//! The table of rights, walked cell by cell: who asks, by which route, for whose case, in which state of it. What the table does not allow is
//! refused; what it allows gets past the gate, to the rules of the case.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use masalama_access::{During, Fresh, Right, Rule, rule};
use masalama_core::role::Role;
use masalama_web::rights;

use super::walk::{Persona, Stand, State, Surface};
use crate::bed::Answered;

/// What became of a request at the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It got past, to the rules of the case.
    Past,
    /// It was not let in: sent to sign in, or told no.
    Out,
    /// It was sent to prove who it is anew.
    Prove,
    /// The case has ended.
    Closed,
    /// Something that is right in no cell.
    Broken,
}

/// The table the walk holds the server against.
type Table<'a> = &'a dyn Fn(Right) -> Rule;

/// A route of the table: verb, path, right.
type Route = (String, &'static str, Right);

/// What the table says of a cell.
fn expected(table: Table<'_>, who: Persona, (_, path, right): &Route, state: State) -> Fate {
    let rule = table(*right);
    let surface = Surface::of(path);
    let names_case = path.contains("{case}");
    let may = match (who, surface) {
        // On pages of one's own case nobody names a case: the other person is let in to the other case.
        (Persona::Owner | Persona::OwnerNotFresh | Persona::Other, Surface::Portal) => rule.subscriber,
        (Persona::Owner, Surface::Program) => rule.subscriber && names_case,
        (Persona::Staff(role), Surface::Program | Surface::Console) => rule.staff.contains(&role),
        (Persona::StaffNotFresh, Surface::Program | Surface::Console) => !rule.staff.is_empty(),
        (
            Persona::Anyone
            | Persona::Owner
            | Persona::OwnerNotFresh
            | Persona::OwnerWhoLeft
            | Persona::Other
            | Persona::Misplaced
            | Persona::Staff(_)
            | Persona::StaffNotFresh
            | Persona::Disabled
            | Persona::SignedOut,
            _,
        ) => false,
    };
    let is_own = !(who == Persona::Other && surface == Surface::Portal);
    if rule.anyone {
        Fate::Past
    } else if !may {
        Fate::Out
    } else if state == State::Ended && rule.during == During::Open && is_own && is_of_case(path) {
        Fate::Closed
    } else if asks_proof(rule.fresh, who) {
        // A program cannot be sent anywhere.
        if surface == Surface::Program { Fate::Out } else { Fate::Prove }
    } else {
        Fate::Past
    }
}

/// Is it somebody who must prove himself anew first?
fn asks_proof(fresh: Fresh, who: Persona) -> bool {
    match fresh {
        Fresh::Nobody => false,
        Fresh::Staff => who == Persona::StaffNotFresh,
        Fresh::Everybody => matches!(who, Persona::OwnerNotFresh | Persona::StaffNotFresh),
    }
}

/// Is it about one case, so that the case's state matters?
fn is_of_case(path: &str) -> bool {
    path.contains("{case}") || path == "/my" || path.starts_with("/my/")
}

/// The states a route is walked in.
fn states(path: &str) -> &'static [State] {
    if is_of_case(path) { &[State::Open, State::Held, State::Ended] } else { &[State::Open] }
}

/// What became of it, as the answer shows. What else may be wrong with an empty form is no matter here.
fn fate(answered: &Answered, path: &str) -> Fate {
    let text = answered.text();
    let said = |code: &str| {
        text.contains(&format!("\"code\":\"{code}\""))
            || text.contains(&format!("href=\"/errors/{code}?lang="))
    };
    let place = answered.header("location");
    let leads = |to: &[&str]| to.iter().any(|to| place == *to || place.starts_with(&format!("{to}?to=")));
    match answered.status {
        status if status.is_server_error() => Fate::Broken,
        StatusCode::FORBIDDEN if said("form-not-ours") => Fate::Broken,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if said("not-allowed") => Fate::Out,
        StatusCode::NOT_FOUND if said("no-such-case") && path.contains("{case}") => Fate::Out,
        StatusCode::CONFLICT if said("case-closed") => Fate::Closed,
        StatusCode::SEE_OTHER if leads(&["/case", "/console/sign-in"]) => Fate::Out,
        StatusCode::SEE_OTHER if leads(&["/my/prove", "/console/prove"]) => Fate::Prove,
        _ => Fate::Past,
    }
}

/// Walks every cell of these routes. Says how many there were, and which are not as the table says.
async fn walk(stand: &mut Stand, routes: &[Route], table: Table<'_>) -> (usize, Vec<String>) {
    let (mut cells, mut wrong) = (0, Vec::new());
    for route in routes {
        let (verb, path, right) = route;
        for state in states(path) {
            for who in Persona::at(Surface::of(path)) {
                let answered = stand.ask(who, verb, path, *state).await;
                let (wanted, found) = (expected(table, who, route, *state), fate(&answered, path));
                cells += 1;
                if wanted != found {
                    wrong.push(format!(
                        "{who:?} {verb} {path} ({right:?}), {state:?}: by the table {wanted:?}, it was {found:?}: {} {}",
                        answered.status,
                        answered.header("location")
                    ));
                }
                for amiss in super::headers::amiss(&answered, path) {
                    wrong.push(format!("{who:?} {verb} {path}, {state:?}: {amiss}"));
                }
                let is_others = who == Persona::Other && Surface::of(path) == Surface::Portal;
                if is_others && answered.text().contains(&stand.own(*state).case) {
                    wrong.push(format!("{who:?} {verb} {path}: it shows another's case"));
                }
                if found == Fate::Past && verb != "GET" {
                    stand.put_right(who, *state).await;
                }
            }
        }
    }
    (cells, wrong)
}

/// How many cells the table and the routes make, counted without walking them.
fn cells_of(routes: &[Route]) -> usize {
    let of = |(_, path, _): &Route| states(path).len() * Persona::at(Surface::of(path)).len();
    routes.iter().map(of).sum()
}

/// The routes of some rights.
fn routes_of(wanted: &[Right]) -> Vec<Route> {
    rights().into_iter().filter(|(_, _, right)| wanted.contains(right)).collect()
}

// Every route x everybody x own or another's case x open, held or ended: as the table says, and no cell left out.
#[tokio::test]
async fn the_table_of_rights_holds_in_every_cell() {
    let routes = rights();
    let listed: BTreeSet<_> =
        routes.iter().map(|(verb, path, _)| (verb.clone(), (*path).to_owned())).collect();
    assert_eq!(described(), listed, "what is served, and what is described");
    let with_route: BTreeSet<_> = routes.iter().map(|(_, _, right)| *right).collect();
    assert_eq!(with_route.len(), Right::ALL.len(), "a right no route names: {with_route:?}");
    let mut stand = Stand::new().await;
    let (cells, wrong) = walk(&mut stand, &routes, &|right| *rule(right)).await;
    assert!(wrong.is_empty(), "{} of {cells} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cells, cells_of(&routes));
    assert!(cells > 3_000 && routes.len() > 100, "{cells} cells of {} routes", routes.len());
}

/// Every verb and path of the description of the interface.
fn described() -> BTreeSet<(String, String)> {
    let said: serde_json::Value = serde_json::from_str(&masalama_web::openapi()).unwrap();
    let paths = said["paths"].as_object().unwrap();
    let verbs = |item: &serde_json::Value| -> Vec<String> {
        item.as_object().unwrap().keys().map(|verb| verb.to_uppercase()).collect()
    };
    paths
        .iter()
        .flat_map(|(path, item)| verbs(item).into_iter().map(move |verb| (verb, path.clone())))
        .collect()
}

/// A row changed by hand.
type Changed = (Right, fn(&mut Rule));

// The walk is no test unless it finds a row that is wrong: one more role, one fewer, no proof asked for, no end, another's case.
#[tokio::test]
async fn the_walk_finds_a_wrong_row() {
    let changes: [(Changed, Vec<Persona>); 6] = [
        (
            (Right::Reveal, |rule| {
                rule.staff =
                    &[Role::Care, Role::Shop, Role::Logistics, Role::Fraud, Role::Supervisor, Role::Finance]
            }),
            vec![Persona::Staff(Role::Finance)],
        ),
        (
            (Right::SeeBoard, |rule| rule.staff = &[Role::Finance, Role::Supervisor]),
            vec![Persona::Staff(Role::Fraud)],
        ),
        ((Right::Approve, |rule| rule.fresh = Fresh::Nobody), vec![Persona::StaffNotFresh]),
        (
            (Right::ResolveUnknown, |rule| rule.during = During::Always),
            vec![
                Persona::Staff(Role::Network),
                Persona::Staff(Role::Finance),
                Persona::Staff(Role::Supervisor),
                Persona::StaffNotFresh,
            ],
        ),
        (
            (Right::ExportCase, |rule| rule.subscriber = false),
            vec![Persona::Owner, Persona::OwnerNotFresh, Persona::Other],
        ),
        (
            (Right::TakeRequest, |rule| rule.anyone = true),
            vec![Persona::Anyone, Persona::Disabled, Persona::SignedOut, Persona::Misplaced],
        ),
    ];
    let mut stand = Stand::new().await;
    for ((right, change), hit) in changes {
        let routes = routes_of(&[right]);
        let sabotaged = |asked: Right| {
            let mut row = *rule(asked);
            if asked == right {
                change(&mut row);
            }
            row
        };
        let (cells, wrong) = walk(&mut stand, &routes, &sabotaged).await;
        assert_eq!(cells, cells_of(&routes));
        for who in &hit {
            assert!(
                wrong.iter().any(|wrong| wrong.starts_with(&format!("{who:?} "))),
                "{right:?} {who:?}: {wrong:?}"
            );
        }
        assert!(wrong.len() < cells, "{right:?}: every cell is wrong, so it is the walk that is");
    }
    let untouched = routes_of(&[Right::Reveal, Right::SeeBoard, Right::Approve]);
    let (_, wrong) = walk(&mut stand, &untouched, &|right| *rule(right)).await;
    assert_eq!(wrong, Vec::<String>::new());
}
