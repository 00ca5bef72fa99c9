//! The state file: an embedded database of records, each change in one transaction that is on the disk before anybody is
//! told of it.

use std::path::Path;

use redb::{Database, ReadableTable as _, TableDefinition};

use crate::state::Entry;

const RECORDS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("records");

/// What the database says.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug)]
pub(crate) struct Store {
    database: Database,
}

impl Store {
    /// Opens the file, or makes it. One sandbox at a time can have it open.
    pub(crate) fn open(path: &Path) -> Result<Store, Failure> {
        match Database::create(path) {
            Ok(database) => Ok(Store { database }),
            Err(redb::DatabaseError::Storage(redb::StorageError::Io(error)))
                if error.kind() == std::io::ErrorKind::InvalidData =>
            {
                Err("it is no state file of a sandbox".into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Every record, in the order of the keys.
    pub(crate) fn read(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let transaction = self.database.begin_read()?;
        let table = match transaction.open_table(RECORDS) {
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
            table => table?,
        };
        let mut records = Vec::new();
        for record in table.iter()? {
            let (key, value) = record?;
            records.push((key.value().to_owned(), value.value().to_owned()));
        }
        Ok(records)
    }

    /// Writes all the entries, or none; they are on the disk when this returns.
    pub(crate) fn write(&self, entries: &[Entry], replaces_all: bool) -> Result<(), Failure> {
        let transaction = self.database.begin_write()?;
        if replaces_all {
            transaction.delete_table(RECORDS)?;
        }
        {
            let mut table = transaction.open_table(RECORDS)?;
            for (key, value) in entries {
                match value {
                    Some(value) => _ = table.insert(key.as_str(), value.as_slice())?,
                    None => _ = table.remove(key.as_str())?,
                }
            }
        }
        Ok(transaction.commit()?)
    }
}
