//! Every store under the same stories, and what only a file can get wrong.

mod file;
mod methods;

mod memory {
    masalama_store::conformance!((masalama_store::MemoryStore::new(), ()));
}

mod sqlite {
    masalama_store::conformance!(crate::file::fresh());
}
