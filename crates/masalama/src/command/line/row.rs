//! A row of an operator's export, read into a line. Nothing that stood in a cell is repeated in a fault (I9).

use std::collections::BTreeMap;

use jiff::civil::Date;
use masalama_core::identity::{
    DocumentKind, DocumentRules, Eid, Email, Iccid, IdDocument, IdentityError, Imsi, Msisdn,
};
use masalama_core::line::{
    Contract, Device, DeviceKind, LINE_ITEMS_MAX, Line, LineFacts, LineKind, LineNumbers, LineStatus,
    OperatorId, Owner,
};
use masalama_core::money::{Currency, Money};

use super::table::{BadRow, CELL_BYTES_MAX, TableFault};

/// What `line import --help` ends with.
pub(super) const COLUMNS_HELP: &str = "Columns; the first line of the file names them, in any order. Those marked * must be there.
  iccid*            number on the card, 18 to 20 digits with check digit (E.118)
  imsi*             subscription (E.212)
  msisdn            number with country code; empty for a data card without one
  eid               eSIM chip, 32 digits
  document_kind*    passport, resident_card or civil_number
  document_number*  number of that paper
  contact_msisdn    number the holder can be reached on
  contact_email     address the holder reads mail at
  operator*         id in the policies, such as ooredoo-oman
  kind*             prepaid or postpaid
  activated_on*     day it went into service: 2025-03-31
  purchased_on      day it was bought
  data_only, esim, port_pending, legal_hold     true or false; empty is false
  status            active, suspended, barred or ended; empty is active
  currency          ISO 4217; empty is OMR
  balance           prepaid: amount, such as 4.250
  recurring_plan    its name with the operator
  contract_starts_on, contract_minimum_until, contract_monthly, contract_deposit      postpaid: all four or none
  devices           to be returned: router:router-1;phone:phone-7

A cell that begins with = + - @ and is no number is refused: spreadsheets run it. A cell has at most 1024 bytes.

Examples:
  masalama line import lines.csv
  masalama line import export.csv --delimiter ';' --all-or-nothing";

const COLUMNS: [(&str, bool); 25] = [
    ("iccid", true),
    ("imsi", true),
    ("msisdn", false),
    ("eid", false),
    ("document_kind", true),
    ("document_number", true),
    ("contact_msisdn", false),
    ("contact_email", false),
    ("operator", true),
    ("kind", true),
    ("activated_on", true),
    ("purchased_on", false),
    ("data_only", false),
    ("esim", false),
    ("port_pending", false),
    ("legal_hold", false),
    ("status", false),
    ("currency", false),
    ("balance", false),
    ("recurring_plan", false),
    ("contract_starts_on", false),
    ("contract_minimum_until", false),
    ("contract_monthly", false),
    ("contract_deposit", false),
    ("devices", false),
];

/// The most characters of a plan's name or a device's label.
const NAME_CHARS_MAX: usize = 64;

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CellFault {
    /// A number that is none.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Not of the form that is read.
    #[error("write {0}")]
    Form(&'static str),
    /// It must be there.
    #[error("it is empty, and must not be")]
    Empty,
    /// A spreadsheet would run it.
    #[error("it begins like a formula; export it as plain text")]
    Formula,
    /// It is too long.
    #[error("it has more than {CELL_BYTES_MAX} bytes")]
    TooLong,
    /// It is not text.
    #[error("it is not UTF-8; export the file as UTF-8")]
    NotText,
    /// The same card stands on an earlier line.
    #[error("the same card stands on line {line} already")]
    Twice { line: u64 },
    /// The whole row.
    #[error("the row has {found} cells, and the first line names {expected} columns")]
    Cells { found: usize, expected: usize },
    /// The file ends here.
    #[error("the file ends in the middle of this row: it was cut; ask for the export again")]
    Cut,
}

/// A bad row: where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowFault {
    /// The column's name; empty when it is about the whole row.
    pub(super) column: String,
    /// Why.
    pub(super) why: CellFault,
}

/// Which column stands where.
pub(super) struct Columns {
    names: Vec<String>,
    places: BTreeMap<&'static str, usize>,
}

impl Columns {
    /// Reads the first row.
    ///
    /// # Errors
    /// [`TableFault`] names the column that is unknown, missing or there twice.
    pub(super) fn read(cells: &[&[u8]], path: &std::path::Path) -> Result<Self, TableFault> {
        let names: Vec<String> = cells
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_ascii_lowercase().chars().take(40).collect())
            .collect();
        let mut places = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            let path = path.to_owned();
            let Some((known, _)) = COLUMNS.iter().find(|(known, _)| known == name) else {
                let known = COLUMNS.map(|(name, _)| name).join(", ");
                return Err(TableFault::UnknownColumn { path, name: name.clone(), known });
            };
            if places.insert(*known, place).is_some() {
                return Err(TableFault::ColumnTwice { path, name: name.clone() });
            }
        }
        let missing = COLUMNS.iter().find(|(name, needed)| *needed && !places.contains_key(name));
        match missing {
            Some((name, _)) => Err(TableFault::ColumnMissing { path: path.to_owned(), name }),
            None => Ok(Self { names, places }),
        }
    }

    /// A fault of a whole row.
    pub(super) fn row_fault(&self, bad: BadRow) -> RowFault {
        match bad {
            BadRow::TooLong { cell } => RowFault {
                column: self.names.get(cell).cloned().unwrap_or_default(),
                why: CellFault::TooLong,
            },
            BadRow::Cells { found, expected } => {
                RowFault { column: String::new(), why: CellFault::Cells { found, expected } }
            }
            BadRow::Cut => RowFault { column: String::new(), why: CellFault::Cut },
        }
    }

    /// Reads a row.
    ///
    /// # Errors
    /// [`RowFault`]: the first cell that cannot be read, and what would be right.
    pub(super) fn line(&self, cells: &[&[u8]]) -> Result<Line, RowFault> {
        let row = RowOf { columns: self, cells };
        let currency = row.or("currency", Currency::OMR, |text| {
            Currency::parse(text).map_err(|_| CellFault::Form("an ISO 4217 code, such as OMR"))
        })?;
        Ok(Line { numbers: row.numbers()?, owner: row.owner()?, facts: row.facts(currency)? })
    }
}

struct RowOf<'a> {
    columns: &'a Columns,
    cells: &'a [&'a [u8]],
}

impl RowOf<'_> {
    fn numbers(&self) -> Result<LineNumbers, RowFault> {
        Ok(LineNumbers {
            iccid: self.needed("iccid", |text| Ok(Iccid::parse(text)?))?,
            imsi: self.needed("imsi", |text| Ok(Imsi::parse(text)?))?,
            msisdn: self.some("msisdn", |text| Ok(Msisdn::parse(text)?))?,
            eid: self.some("eid", |text| Ok(Eid::parse(text)?))?,
        })
    }

    fn owner(&self) -> Result<Owner, RowFault> {
        let kind = self.needed("document_kind", |text| match text {
            "passport" => Ok(DocumentKind::Passport),
            "resident_card" => Ok(DocumentKind::ResidentCard),
            "civil_number" => Ok(DocumentKind::CivilNumber),
            _ => Err(CellFault::Form("passport, resident_card or civil_number")),
        })?;
        let rules = DocumentRules::default();
        Ok(Owner {
            document: self.needed("document_number", |text| Ok(IdDocument::parse(kind, text, &rules)?))?,
            contact_msisdn: self.some("contact_msisdn", |text| Ok(Msisdn::parse(text)?))?,
            contact_email: self.some("contact_email", |text| Ok(Email::parse(text)?))?,
        })
    }

    fn facts(&self, currency: Currency) -> Result<LineFacts, RowFault> {
        let kind = self.needed("kind", |text| match text {
            "prepaid" => Ok(LineKind::Prepaid),
            "postpaid" => Ok(LineKind::Postpaid),
            _ => Err(CellFault::Form("prepaid or postpaid")),
        })?;
        Ok(LineFacts {
            operator: self.needed("operator", |text| {
                let right = "the operator's id in the policies, such as ooredoo-oman";
                OperatorId::try_from(text.to_owned()).map_err(|_| CellFault::Form(right))
            })?,
            kind,
            data_only: self.or("data_only", false, yes_no)?,
            esim: self.or("esim", false, yes_no)?,
            activated_on: self.needed("activated_on", day)?,
            purchased_on: self.some("purchased_on", day)?,
            status: self.or("status", LineStatus::Active, status)?,
            balance: self.some("balance", |text| money(text, currency))?,
            recurring_plan: self.some("recurring_plan", name)?,
            contract: self.contract(currency)?,
            devices: self.or("devices", Vec::new(), devices)?,
            port_pending: self.or("port_pending", false, yes_no)?,
            legal_hold: self.or("legal_hold", false, yes_no)?,
        })
    }

    fn contract(&self, currency: Currency) -> Result<Option<Contract>, RowFault> {
        let starts_on = self.some("contract_starts_on", day)?;
        let minimum_until = self.some("contract_minimum_until", day)?;
        let monthly = self.some("contract_monthly", |text| money(text, currency))?;
        let deposit = self.some("contract_deposit", |text| money(text, currency))?;
        match (starts_on, minimum_until, monthly, deposit) {
            (None, None, None, None) => Ok(None),
            (Some(starts_on), Some(minimum_until), Some(monthly), Some(deposit)) => {
                Ok(Some(Contract { starts_on, minimum_until, monthly, deposit }))
            }
            _ => {
                Err(fault("contract_starts_on", CellFault::Form("all four columns of the contract, or none")))
            }
        }
    }

    /// The text of a cell; empty where the column is not there.
    fn text(&self, column: &'static str) -> Result<&str, RowFault> {
        let Some(place) = self.columns.places.get(column) else { return Ok("") };
        let bytes = self.cells.get(*place).copied().unwrap_or_default();
        if bytes.len() > CELL_BYTES_MAX {
            return Err(fault(column, CellFault::TooLong));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| fault(column, CellFault::NotText))?.trim();
        if is_formula(text) { Err(fault(column, CellFault::Formula)) } else { Ok(text) }
    }

    fn some<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, CellFault>,
    ) -> Result<Option<T>, RowFault> {
        match self.text(column)? {
            "" => Ok(None),
            text => read(text).map(Some).map_err(|why| fault(column, why)),
        }
    }

    fn or<T>(
        &self,
        column: &'static str,
        otherwise: T,
        read: impl FnOnce(&str) -> Result<T, CellFault>,
    ) -> Result<T, RowFault> {
        Ok(self.some(column, read)?.unwrap_or(otherwise))
    }

    fn needed<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, CellFault>,
    ) -> Result<T, RowFault> {
        self.some(column, read)?.ok_or_else(|| fault(column, CellFault::Empty))
    }
}

fn fault(column: &str, why: CellFault) -> RowFault {
    RowFault { column: column.to_owned(), why }
}

/// Would a spreadsheet run it? A number with its sign is none. *Source*: OWASP, CSV injection.
fn is_formula(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['=', '+', '-', '@']) else { return false };
    let is_signed = text.starts_with(['+', '-']);
    let is_number = !rest.is_empty()
        && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-'))
        && rest.chars().any(|c| c.is_ascii_digit());
    !(is_signed && is_number)
}

fn yes_no(text: &str) -> Result<bool, CellFault> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(CellFault::Form("true or false")),
    }
}

fn day(text: &str) -> Result<Date, CellFault> {
    let is_shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let right = "a day that exists as year, month, day: 2025-03-31";
    if is_shaped { text.parse().map_err(|_| CellFault::Form(right)) } else { Err(CellFault::Form(right)) }
}

fn status(text: &str) -> Result<LineStatus, CellFault> {
    match text {
        "active" => Ok(LineStatus::Active),
        "suspended" => Ok(LineStatus::Suspended),
        "barred" => Ok(LineStatus::Barred),
        "ended" => Ok(LineStatus::Ended),
        _ => Err(CellFault::Form("active, suspended, barred or ended")),
    }
}

fn money(text: &str, currency: Currency) -> Result<Money, CellFault> {
    Money::parse(text, currency)
        .map_err(|_| CellFault::Form("an amount with at most the currency's decimals, such as 4.250"))
}

fn name(text: &str) -> Result<String, CellFault> {
    let fits = text.chars().nth(NAME_CHARS_MAX).is_none() && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(CellFault::Form("a name of at most 64 characters")) }
}

fn devices(text: &str) -> Result<Vec<Device>, CellFault> {
    const RIGHT: CellFault = CellFault::Form("devices as router:router-1;phone:phone-7");
    let devices = text.split(';').map(|part| {
        let (kind, label) = part.split_once(':').ok_or(RIGHT)?;
        let kind = match kind.trim() {
            "phone" => DeviceKind::Phone,
            "tablet" => DeviceKind::Tablet,
            "router" => DeviceKind::Router,
            _ => return Err(RIGHT),
        };
        Ok(Device { kind, label: name(label.trim()).map_err(|_| RIGHT)? })
    });
    let devices = devices.collect::<Result<Vec<_>, _>>()?;
    if devices.len() > LINE_ITEMS_MAX { Err(RIGHT) } else { Ok(devices) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_column() {
        // Who reads the help must find every column there is.
        for (column, _) in COLUMNS {
            assert!(COLUMNS_HELP.contains(column), "{column}");
        }
    }

    #[test]
    fn a_formula_is_told_from_a_number() {
        // What a spreadsheet would run must be refused; a number with its sign must not.
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "=", "+", "-"] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["+96891234567", "-4.250", "+968 9123 4567", "router-1", ""] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
