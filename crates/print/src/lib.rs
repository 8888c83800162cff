//! Papers as PDF: shaped Arabic, right to left; Chinese; a QR code that verifies without a network.
