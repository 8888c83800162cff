//! `attachment`: what was handed in, until it is erased.

use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::port::StoredAttachment;
use rusqlite::{Connection, params};

use super::cases::CaseNo;
use super::collected;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{digest, variant, word};

/// Adds these attachments to a case.
pub(in crate::sqlite) fn insert(
    conn: &Connection,
    case: CaseNo,
    attachments: &[StoredAttachment],
) -> Result<(), Fault> {
    const SQL: &str =
        "INSERT OR IGNORE INTO attachment (case_no, is_kept, digest, media, body) VALUES (?1, 1, ?2, ?3, ?4)";
    let mut statement = conn.prepare_cached(SQL)?;
    for attachment in attachments {
        let media = word(&attachment.media);
        statement.execute(params![case.0, attachment.digest.as_bytes(), media, attachment.body])?;
    }
    Ok(())
}

/// The attachment of this name, unless erased.
pub(in crate::sqlite) fn find(
    conn: &Connection,
    case: CaseId,
    name: &Digest,
) -> Result<Option<StoredAttachment>, Fault> {
    const SQL: &str = "SELECT attachment.digest, media, body FROM cases JOIN attachment USING (case_no)
        WHERE case_id = ?1 AND attachment.digest = ?2 AND is_kept = 1";
    let given = params![case.as_bytes(), name.as_bytes()];
    let mut found = collected(&mut conn.prepare_cached(SQL)?, given, |row| {
        let media: String = row.get(1)?;
        Ok(StoredAttachment {
            digest: digest(row.get(0)?),
            media: variant(&media, "attachment.media")?,
            body: row.get(2)?,
        })
    })?;
    Ok(found.pop())
}

/// Overwrites all attachments of a case with zeros.
pub(in crate::sqlite) fn wipe(conn: &Connection, case: CaseNo) -> Result<(), Fault> {
    const SQL: &str =
        "UPDATE attachment SET is_kept = 0, digest = zeroblob(32), body = zeroblob(length(body))
        WHERE case_no = ?1 AND is_kept = 1";
    conn.prepare_cached(SQL)?.execute([case.0])?;
    Ok(())
}
