//! A CSV file, row by row: whatever the file holds, no more than one row of bounded length is in memory.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The most bytes one row may have.
pub(crate) const ROW_BYTES_MAX: usize = 16 * 1024;
/// The most bytes one cell may have.
pub(crate) const CELL_BYTES_MAX: usize = 1_024;
/// The most columns a file may have.
const COLUMNS_MAX: usize = 256;
/// How much of the file is read at a time.
const READ_BYTES: usize = 256 * 1024;
/// The mark some programs put before UTF-8. *Source*: Unicode 16, 23.8.
const BOM: &[u8] = &[0xef, 0xbb, 0xbf];
/// What separates cells where people do not use the comma.
const OTHER_DELIMITERS: [(u8, &str, &str); 3] =
    [(b';', "semicolons", "';'"), (b'\t', "tabs", "'\\t'"), (b'|', "bars", "'|'")];

/// A table cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableFault {
    /// The file.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// Nothing is in it.
    #[error("{} is empty: its first line must name the columns (masalama line import --help lists them)", path.display())]
    Empty { path: PathBuf },
    /// Cells are separated otherwise.
    #[error("{}: its cells are separated by {found}, not by {expected:?}: give --delimiter {give}", path.display())]
    Delimiter { path: PathBuf, found: &'static str, expected: char, give: &'static str },
    /// A column we do not know.
    #[error("{}:1: there is no column `{name}`; the columns are {known}", path.display())]
    UnknownColumn { path: PathBuf, name: String, known: String },
    /// A column stands there twice.
    #[error("{}:1: the column `{name}` stands there twice", path.display())]
    ColumnTwice { path: PathBuf, name: String },
    /// A column is missing.
    #[error("{}:1: the column `{name}` is missing", path.display())]
    ColumnMissing { path: PathBuf, name: &'static str },
}

/// One row.
pub(crate) struct Row<'a> {
    /// The line it begins on, from 1.
    pub(crate) line: u64,
    /// Its cells, or why it has none.
    pub(crate) cells: Result<Vec<&'a [u8]>, BadRow>,
}

/// Why a whole row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadRow {
    /// It is too long; the cell is the one in which the limit was met, from 0.
    TooLong { cell: usize },
    /// It has another number of cells than the first line.
    Cells { found: usize, expected: usize },
    /// The file ends in the middle of it.
    Cut,
}

/// A CSV file.
pub(crate) struct Table {
    path: PathBuf,
    file: File,
    reader: Reader,
    delimiter: u8,
    input: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    output: Vec<u8>,
    ends: Vec<usize>,
    columns: usize,
    last_byte: u8,
    /// Bytes of the file that were read.
    pub(crate) bytes_read: u64,
}

/// What one pass over the bytes of a row found.
struct Scanned {
    line: u64,
    cells: usize,
    too_long: Option<usize>,
    quotes: usize,
}

impl Table {
    /// Opens a file. Its first row names the columns and is read like any other.
    ///
    /// # Errors
    /// [`TableFault`]: it cannot be read, is empty, or its cells are separated otherwise.
    pub(crate) fn open(path: &Path, delimiter: u8) -> Result<Self, TableFault> {
        let unreadable = |source| TableFault::Unreadable { path: path.to_owned(), source };
        let file = File::open(path).map_err(unreadable)?;
        let mut table = Self {
            path: path.to_owned(),
            file,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            input: vec![0; READ_BYTES],
            start: 0,
            end: 0,
            at_end: false,
            output: vec![0; ROW_BYTES_MAX],
            ends: vec![0; COLUMNS_MAX],
            columns: 0,
            last_byte: b'\n',
            bytes_read: 0,
        };
        table.fill()?;
        if table.input[..table.end].starts_with(BOM) {
            table.start = BOM.len();
        }
        table.refuse_other_delimiter()?;
        Ok(table)
    }

    fn refuse_other_delimiter(&self) -> Result<(), TableFault> {
        let first = self.input[self.start..self.end].split(|byte| *byte == b'\n').next().unwrap_or_default();
        if first.iter().all(u8::is_ascii_whitespace) {
            return Err(TableFault::Empty { path: self.path.clone() });
        }
        let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
        if count(self.delimiter) > 0 {
            return Ok(());
        }
        let comma = (b',', "commas", "','");
        let found = OTHER_DELIMITERS.into_iter().chain([comma]).find(|(byte, _, _)| count(*byte) > 0);
        match found {
            Some((_, found, give)) => Err(TableFault::Delimiter {
                path: self.path.clone(),
                found,
                expected: char::from(self.delimiter),
                give,
            }),
            None => Ok(()),
        }
    }

    fn fill(&mut self) -> Result<(), TableFault> {
        let read = self.file.read(&mut self.input);
        let read = read.map_err(|source| TableFault::Unreadable { path: self.path.clone(), source })?;
        (self.start, self.end) = (0, read);
        self.at_end = read == 0;
        self.bytes_read += read as u64;
        if let Some(last) = self.input[..read].last() {
            self.last_byte = *last;
        }
        Ok(())
    }

    /// The next row; nothing at the end.
    ///
    /// # Errors
    /// [`TableFault::Unreadable`].
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, TableFault> {
        let Some(scanned) = self.scan()? else { return Ok(None) };
        if self.columns == 0 {
            self.columns = scanned.cells;
        }
        let is_last = self.at_end || (self.start == self.end && self.peek_end()?);
        let is_open = !scanned.quotes.is_multiple_of(2) || scanned.cells < self.columns;
        let bad = if is_last && self.last_byte != b'\n' && is_open {
            Some(BadRow::Cut)
        } else if let Some(cell) = scanned.too_long {
            Some(BadRow::TooLong { cell })
        } else if scanned.cells != self.columns {
            Some(BadRow::Cells { found: scanned.cells, expected: self.columns })
        } else {
            None
        };
        let cells = match bad {
            Some(bad) => Err(bad),
            None => Ok(self.cells(scanned.cells)),
        };
        Ok(Some(Row { line: scanned.line, cells }))
    }

    fn cells(&self, count: usize) -> Vec<&[u8]> {
        let mut begin = 0;
        self.ends[..count]
            .iter()
            .map(|end| {
                let cell = &self.output[begin..*end];
                begin = *end;
                cell
            })
            .collect()
    }

    /// Is nothing left of the file? Reads on, when nothing of it is in memory.
    fn peek_end(&mut self) -> Result<bool, TableFault> {
        if !self.at_end {
            self.fill()?;
        }
        Ok(self.at_end)
    }

    /// Reads one row into memory; what is over its limit is passed over.
    fn scan(&mut self) -> Result<Option<Scanned>, TableFault> {
        let mut scanned = Scanned { line: self.reader.line(), cells: 0, too_long: None, quotes: 0 };
        let mut written = 0;
        let mut is_begun = false;
        loop {
            if self.start == self.end && !self.at_end {
                self.fill()?;
            }
            let input = &self.input[self.start..self.end];
            if !is_begun {
                scanned.line = self.reader.line();
            }
            let (result, read, wrote, ended) = self.reader.read_record(
                input,
                &mut self.output[written..],
                &mut self.ends[scanned.cells.min(COLUMNS_MAX)..],
            );
            scanned.quotes += input[..read].iter().filter(|byte| **byte == b'"').count();
            is_begun |= read > 0;
            self.start += read;
            written += wrote;
            scanned.cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    scanned.too_long = scanned.too_long.or(Some(scanned.cells));
                    written = 0;
                }
                ReadRecordResult::OutputEndsFull => {
                    scanned.too_long = scanned.too_long.or(Some(COLUMNS_MAX));
                    scanned.cells = 0;
                }
                ReadRecordResult::Record => return Ok(Some(scanned)),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u64, Result<Vec<String>, BadRow>)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines.csv");
        std::fs::write(&path, bytes).unwrap();
        let mut table = Table::open(&path, b',').unwrap();
        let mut found = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            let cells = row
                .cells
                .map(|cells| cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
            found.push((row.line, cells));
        }
        found
    }

    fn words(cells: &[&str]) -> Result<Vec<String>, BadRow> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn a_mark_before_the_text_is_no_part_of_it() {
        // Spreadsheets write a byte order mark; it must not become part of the first column's name.
        assert_eq!(
            rows(b"\xef\xbb\xbfa,b\n1,\"2,3\"\n"),
            [(1, words(&["a", "b"])), (2, words(&["1", "2,3"]))]
        );
    }

    #[test]
    fn a_cell_of_ten_megabytes_is_passed_over() {
        // One row must never fill the memory, and the rows after it must still be read.
        let mut bytes = b"a,b\n1,".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 10 * 1024 * 1024));
        bytes.extend(b"\n3,4\n");
        let found = rows(&bytes);
        assert_eq!(found[1], (2, Err(BadRow::TooLong { cell: 1 })));
        assert_eq!(found[2], (3, words(&["3", "4"])));
    }

    #[test]
    fn a_file_that_ends_in_the_middle_says_so() {
        // A transfer that broke off must not look like a complete file with one odd row.
        assert_eq!(rows(b"a,b\n1,2\n3").last().unwrap(), &(3, Err(BadRow::Cut)));
        assert_eq!(rows(b"a,b\n1,\"2").last().unwrap(), &(2, Err(BadRow::Cut)));
        assert_eq!(rows(b"a,b\n1,2").last().unwrap(), &(2, words(&["1", "2"])));
        assert_eq!(rows(b"a,b\n1\n2,3\n")[1], (2, Err(BadRow::Cells { found: 1, expected: 2 })));
    }

    #[test]
    fn another_delimiter_is_named() {
        // A file with semicolons must not be read as one with a single column.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines.csv");
        std::fs::write(&path, "iccid;imsi\n1;2\n").unwrap();
        let said = Table::open(&path, b',').err().unwrap().to_string();
        assert!(
            said.ends_with("its cells are separated by semicolons, not by ',': give --delimiter ';'"),
            "{said}"
        );
    }
}
