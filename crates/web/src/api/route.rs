//! Routes: one table makes both the router and the description of the interface, so that neither can have a route the other lacks.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, on};
use masalama_access::{Right, rule};
use masalama_core::refusal::RefusalCode;
use utoipa::ToSchema;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, Object, RefOr, Required, ResponseBuilder};

use super::app::Face;
use super::problem::{ProblemJson, status_of};
use super::schema::{self, Named};
use crate::frame::{FORM_BYTES_MAX, Gate, Surface};

/// What every handler is given.
pub(crate) type Shared = Arc<Face>;

/// One route: what serves it, and what the description says of it.
pub(crate) struct Route {
    verb: HttpMethod,
    path: &'static str,
    handler: MethodRouter<Shared>,
    right: Right,
    form_bytes_max: usize,
    operation: OperationBuilder,
    refusals: Vec<RefusalCode>,
    schemas: Vec<Named>,
}

/// A route read by `GET`.
pub(crate) fn get<H, T>(right: Right, path: &'static str, name: &str, says: &str, handler: H) -> Route
where
    H: Handler<T, Shared>,
    T: 'static,
{
    Route::new(right, HttpMethod::Get, path, name, says, on(MethodFilter::GET, handler))
}

/// A route written by `POST`.
pub(crate) fn post<H, T>(right: Right, path: &'static str, name: &str, says: &str, handler: H) -> Route
where
    H: Handler<T, Shared>,
    T: 'static,
{
    let route = Route::new(right, HttpMethod::Post, path, name, says, on(MethodFilter::POST, handler));
    route.refuses(&[RefusalCode::BadInput, RefusalCode::TooLarge])
}

impl Route {
    fn new(
        right: Right,
        verb: HttpMethod,
        path: &'static str,
        name: &str,
        says: &str,
        handler: MethodRouter<Shared>,
    ) -> Self {
        let (summary, rest) = says.split_once("\n").unwrap_or((says, ""));
        let rest = rest.trim();
        let operation = OperationBuilder::new()
            .operation_id(Some(name))
            .summary(Some(summary.trim()))
            .description((!rest.is_empty()).then(|| rest.to_owned()));
        Self {
            verb,
            path,
            handler,
            right,
            form_bytes_max: FORM_BYTES_MAX,
            operation,
            refusals: Vec::new(),
            schemas: Vec::new(),
        }
        .path_parameters()
        .secured()
    }

    fn path_parameters(mut self) -> Self {
        let names = self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        for name in names {
            self.operation = self.operation.parameter(parameter(name, ParameterIn::Path, Required::True, ""));
        }
        self
    }

    /// What the table says of its right is said in the description too.
    fn secured(mut self) -> Self {
        let rule = rule(self.right);
        if rule.anyone {
            return self;
        }
        let (page, programs) =
            (Surface::of(self.path) != Surface::Program, ["case_credential", "staff_token"]);
        let schemes: &[&str] = match (page, rule.subscriber) {
            (true, _) => &["session"],
            (false, true) => &programs,
            (false, false) => &programs[1..],
        };
        for scheme in schemes {
            self.operation = self.operation.security(SecurityRequirement::new(*scheme, Vec::<String>::new()));
        }
        self.refuses(if rule.subscriber { &[RefusalCode::NoSuchCase] } else { &[RefusalCode::NotAllowed] })
    }

    /// Its form may have so many bytes: it sends a file.
    pub(crate) fn form_bytes_max(mut self, bytes: usize) -> Self {
        self.form_bytes_max = bytes;
        self
    }

    /// It takes a JSON body.
    pub(crate) fn takes<T: ToSchema>(mut self) -> Self {
        let schema = schema::of::<T>(&mut self.schemas);
        let body = RequestBodyBuilder::new()
            .content("application/json", ContentBuilder::new().schema(Some(schema)).build())
            .required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// It takes a body of this type, described in words.
    pub(crate) fn takes_as(mut self, media_type: &str, says: &str) -> Self {
        let schema: RefOr<Schema> = Object::with_type(Type::String).into();
        let body = RequestBodyBuilder::new()
            .description(Some(says))
            .content(media_type, ContentBuilder::new().schema(Some(schema)).build())
            .required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// It answers JSON with this status.
    pub(crate) fn answers<T: ToSchema>(mut self, status: u16, says: &str) -> Self {
        let schema = schema::of::<T>(&mut self.schemas);
        let response = ResponseBuilder::new()
            .description(says)
            .content("application/json", ContentBuilder::new().schema(Some(schema)).build());
        self.operation = self.operation.response(status.to_string(), response.build());
        self
    }

    /// It answers something else with this status.
    pub(crate) fn answers_as(mut self, status: u16, media_type: &str, says: &str) -> Self {
        let content = ContentBuilder::new().schema(Some(Object::with_type(Type::String))).build();
        let response = ResponseBuilder::new().description(says).content(media_type, content);
        self.operation = self.operation.response(status.to_string(), response.build());
        self
    }

    /// It may refuse with these.
    pub(crate) fn refuses(mut self, codes: &[RefusalCode]) -> Self {
        self.refusals.extend(codes);
        self
    }

    /// It reads this from the query.
    pub(crate) fn query(mut self, name: &str, says: &str) -> Self {
        let parameter = parameter(name, ParameterIn::Query, Required::False, says);
        self.operation = self.operation.parameter(parameter);
        self
    }

    /// It reads this header.
    pub(crate) fn header(mut self, name: &str, required: Required, says: &str) -> Self {
        self.operation = self.operation.parameter(parameter(name, ParameterIn::Header, required, says));
        self
    }

    /// The path and what serves it.
    pub(crate) fn mounted(self, router: Router<Shared>, face: &Shared) -> Router<Shared> {
        let gate =
            Gate { right: self.right, surface: Surface::of(self.path), form_bytes_max: self.form_bytes_max };
        let pass = move |state: State<Shared>, request: Request, next: Next| gate.pass(state, request, next);
        router.route(self.path, self.handler.layer(from_fn_with_state(Arc::clone(face), pass)))
    }

    /// What the table of access needs of it: verb, path and right.
    pub(crate) fn listed(&self) -> (String, &'static str, Right) {
        let verb = serde_json::to_value(&self.verb).ok();
        let verb = verb.as_ref().and_then(|verb| verb.as_str()).unwrap_or_default().to_uppercase();
        (verb, self.path, self.right)
    }

    /// What the description says of it: verb, path, operation; and the schemas it needs.
    pub(crate) fn described(self, schemas: &mut Vec<Named>) -> (HttpMethod, &'static str, Operation) {
        schemas.extend(self.schemas);
        let mut by_status: std::collections::BTreeMap<u16, Vec<&str>> = std::collections::BTreeMap::new();
        for code in &self.refusals {
            let codes = by_status.entry(status_of(*code).as_u16()).or_default();
            if !codes.contains(&code.as_str()) {
                codes.push(code.as_str());
            }
        }
        let problem = schema::of::<ProblemJson>(schemas);
        let mut operation = self.operation.tag(tag_of(self.path));
        for (status, codes) in by_status {
            let content = ContentBuilder::new().schema(Some(problem.clone())).build();
            let response = ResponseBuilder::new()
                .description(format!("Refused: {}", codes.join(", ")))
                .content("application/problem+json", content);
            operation = operation.response(status.to_string(), response.build());
        }
        (self.verb, self.path, operation.build())
    }
}

/// The chapter of the description a path belongs to.
fn tag_of(path: &str) -> &'static str {
    match path.split('/').nth(2) {
        Some("cases") => "cases",
        Some("tasks") => "tasks",
        Some("lines") => "lines",
        Some("sandbox") => "sandbox",
        Some(_) | None => "about",
    }
}

fn parameter(name: &str, place: ParameterIn, required: Required, says: &str) -> Parameter {
    let said = match name {
        "case" => "The case's name: 26 characters of Crockford's base 32.",
        "step" => "The step's place in the plan.",
        "kind" => {
            "Which paper: receipt, certificate, closing-statement or retraction, as issued; quote, final-bill, return-slip or archive, composed and signed now."
        }
        "code" => "The code of a refusal.",
        _ => says,
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description((!said.is_empty()).then_some(said))
        .schema(Some(Object::with_type(if matches!(name, "limit" | "step") {
            Type::Integer
        } else {
            Type::String
        })))
        .build()
}
