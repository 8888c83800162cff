//! The description of the interface. *Source*: OpenAPI 3.1.

use std::collections::BTreeMap;

use utoipa::openapi::path::{PathItem, PathsBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApiBuilder};

use super::routes;

const SAYS: &str = "Ends mobile lines properly. Every answer that is no is a problem document (RFC 9457) with a `code` that never \
changes its meaning; its page is under /errors/. Instants are UTC; civil days are days in the zone that is named beside them. Money \
counts minor units of its currency. Personal numbers are masked in answers and never stand in an address. Staff share one token and \
say who they are in X-Staff-Name.";

/// The description of the interface as JSON: pretty, and in the same order each time.
#[must_use]
pub fn openapi() -> String {
    let mut schemas = Vec::new();
    let mut items: BTreeMap<&str, PathItem> = BTreeMap::new();
    for route in routes(true) {
        let (verb, path, operation) = route.described(&mut schemas);
        let item = PathItem::new(verb, operation);
        match items.get_mut(path) {
            Some(before) => before.merge_operations(item),
            None => {
                items.insert(path, item);
            }
        }
    }
    let paths = items.into_iter().fold(PathsBuilder::new(), |paths, (path, item)| paths.path(path, item));
    let schemas: BTreeMap<_, _> = schemas.into_iter().collect();
    let bearer = |says: &str| {
        SecurityScheme::Http(
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(says)).build(),
        )
    };
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
        "__Host-case",
        "A session in a browser; staff have another one, `__Host-staff`.",
    )));
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("case_credential", bearer("The credential given with the receipt."))
        .security_scheme("staff_token", bearer("A personal token of staff; while everything is the sandbox, also the token the first start writes into the data folder."))
        .security_scheme("session", session)
        .build();
    let info = InfoBuilder::new()
        .title("Masalama")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(SAYS))
        .build();
    let document = OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build();
    // A value of serde_json keeps its keys in order, so the text is the same each time.
    let value = serde_json::to_value(&document).expect("the description has only string keys, so it is JSON");
    serde_json::to_string_pretty(&value).expect("a JSON value is JSON")
}
