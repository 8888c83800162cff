//! Every store under the same stories, and what only a file can get wrong.

mod access;
mod file;
mod methods;

mod memory_access {
    masalama_store::access_conformance!((masalama_store::MemoryAccess::new(), ()));
}

mod sqlite_access {
    masalama_store::access_conformance!(crate::access::fresh());
}

mod memory {
    masalama_store::conformance!((masalama_store::MemoryStore::new(), ()));
}

mod sqlite {
    masalama_store::conformance!(crate::file::fresh());
}
