package network.phala.attestation;

/// Why evidence is not accepted; one for each check.
public enum RejectionReason {
    /// None was shown, and the policy wants some.
    NO_EVIDENCE,
    /// This kind of evidence is not judged here.
    UNSUPPORTED,
    /// The report's certificate is none, or not Intel's.
    BAD_SIGNING_CERTIFICATE,
    /// The report's signature is wrong.
    BAD_SIGNATURE,
    /// The report does not parse.
    MALFORMED_REPORT,
    /// The quote in the report does not parse.
    MALFORMED_QUOTE,
    /// Intel's verdict on the platform is not acceptable.
    BAD_QUOTE_STATUS,
    /// The report is too old, or from the future.
    OUTDATED,
    /// The DCAP quote or its collateral is not acceptable.
    BAD_DCAP_QUOTE,
    /// The evidence is about something else.
    WRONG_USER_DATA,
    /// The enclave is not on the allow list.
    MEASUREMENT_NOT_ALLOWED
}
