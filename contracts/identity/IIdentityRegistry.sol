// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {ICourtBound} from "./ICourtBound.sol";

/// @title One record per person or institution.
/// @notice No name, no document, no plain hash of either is kept: only an account and a keyed uniqueness tag.
///
///   (none) --enrol--> active --lapse--> lapsed --renew--> active
///                     active --revoke--> revoked          lapsed --revoke--> revoked
///
/// Beside its status an identity may be suspended until a time, and may move to a new account:
///
///   requestRekey --(delay)--> completeRekey        requestRekey --cancelRekey--> (as before)
interface IIdentityRegistry is ICourtBound {
    /// @notice Numbers that hold for good.
    /// @param delegateCap Most voices one person may hold, the own one included.
    /// @param delegationTerm Seconds for which a voice is lent.
    /// @param rekeyDelay Seconds in which an account can refuse to be replaced.
    /// @param maxSuspension Longest suspension in seconds.
    struct Settings {
        uint32 delegateCap;
        uint48 delegationTerm;
        uint48 rekeyDelay;
        uint48 maxSuspension;
    }

    /// @notice The record of one identity.
    /// @param account The account that acts for it.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param scheme The anchoring verifier that vouched for it.
    /// @param validUntil Unix time at which the statement ends.
    /// @param status 0 none, 1 active, 2 lapsed, 3 revoked.
    /// @param tag Keyed uniqueness tag under that scheme.
    /// @param suspendedUntil Unix time at which a suspension ends, 0 without one.
    /// @param assurance Number of schemes that vouched for it, the anchoring one included.
    struct Identity {
        address account;
        uint8 kind;
        address scheme;
        uint64 validUntil;
        uint8 status;
        bytes32 tag;
        uint64 suspendedUntil;
        uint8 assurance;
    }

    /// @notice An identity entered the registry.
    /// @param identityId The new identity.
    /// @param account The account bound to it.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param scheme The verifier that vouched for it.
    /// @param validUntil Unix time at which the statement ends.
    event Enrolled(uint256 indexed identityId, address indexed account, uint8 kind, address scheme, uint64 validUntil);
    /// @notice A newer statement prolonged an identity.
    /// @param identityId The identity.
    /// @param validUntil The new end.
    event IdentityRenewed(uint256 indexed identityId, uint64 validUntil);
    /// @notice Another anchoring scheme vouches for an identity from now on.
    /// @param identityId The identity.
    /// @param scheme The verifier.
    event IdentityAnchored(uint256 indexed identityId, address indexed scheme);
    /// @notice A supporting scheme vouched for an identity.
    /// @param identityId The identity.
    /// @param scheme The verifier.
    /// @param assurance Number of schemes that have vouched.
    event IdentitySupported(uint256 indexed identityId, address indexed scheme, uint8 assurance);
    /// @notice An identity's statement ended and its voice was taken back.
    /// @param identityId The identity.
    event IdentityLapsed(uint256 indexed identityId);
    /// @notice An identity was revoked for good.
    /// @param identityId The identity.
    event IdentityRevoked(uint256 indexed identityId);
    /// @notice A ruling suspended an identity.
    /// @param identityId The identity.
    /// @param until Unix time at which the suspension ends.
    /// @param caseId The court's case.
    event IdentitySuspended(uint256 indexed identityId, uint64 until, uint256 indexed caseId);
    /// @notice A suspension that had ended was closed, and the voice returned.
    /// @param identityId The identity.
    event IdentityReinstated(uint256 indexed identityId);
    /// @notice Attesters vouched for another account of an identity; the present one may refuse until `readyAt`.
    /// @param identityId The identity.
    /// @param newAccount The account to come.
    /// @param readyAt Unix time from which the change can be completed.
    event RekeyRequested(uint256 indexed identityId, address indexed newAccount, uint64 readyAt);
    /// @notice The account of an identity refused to be replaced by this one, for good.
    /// @param identityId The identity.
    /// @param newAccount The refused account.
    event RekeyCancelled(uint256 indexed identityId, address indexed newAccount);
    /// @notice An identity moved to another account.
    /// @param identityId The identity.
    /// @param oldAccount The account that acted for it.
    /// @param newAccount The account that acts for it.
    event Rekeyed(uint256 indexed identityId, address indexed oldAccount, address indexed newAccount);
    /// @notice A scheme was given a role.
    /// @param scheme The verifier.
    /// @param role 0 none, 1 supporting, 2 anchoring.
    event SchemeSet(address indexed scheme, uint8 role);

    /// @notice The scheme has not the role that this needs.
    error SchemeNotAllowed(address scheme);
    /// @notice The role is 0, 1 or 2, and a scheme is a contract.
    error SchemeInvalid(address scheme, uint8 role);
    /// @notice Another scheme anchors; with two, one human would have two votes.
    error AnchorTaken(address scheme);
    /// @notice Statements of the anchoring scheme before this one run until then.
    error EnrolmentClosed(uint64 opensAt);
    /// @notice Kind must be 1 or 2 and agree with the evidence.
    error KindInvalid(uint8 kind, uint8 vouched);
    /// @notice The zero address acts for nobody.
    error AccountMissing();
    /// @notice The account serves an identity already, or did.
    error AccountBound(address account, uint256 identityId);
    /// @notice The tag served another identity already.
    error TagUsed(bytes32 tag, uint256 identityId);
    /// @notice No identity has this number.
    error IdentityUnknown(uint256 identityId);
    /// @notice The identity's status does not allow this.
    error IdentityStatusInvalid(uint256 identityId, uint8 status);
    /// @notice The evidence speaks of another tag than the one enrolled.
    error TagMismatch(bytes32 enrolled, bytes32 vouched);
    /// @notice The statement ended before now.
    error StatementEnded(uint64 validUntil);
    /// @notice The new statement does not end later than the old one.
    error NotLater(uint64 current, uint64 proposed);
    /// @notice The statement still holds.
    error StillValid(uint256 identityId, uint64 validUntil);
    /// @notice The scheme has vouched for this identity already.
    error AlreadySupported(uint256 identityId, address scheme);
    /// @notice A suspension ends in the future, and not later than the longest one.
    error SuspensionInvalid(uint64 until, uint64 latest);
    /// @notice The identity is not suspended, or its suspension runs until then.
    error NotReinstatable(uint256 identityId, uint64 suspendedUntil);
    /// @notice A change of account is under way.
    error RekeyPending(uint256 identityId, address newAccount);
    /// @notice The identity's account refused this one.
    error RekeyRefused(uint256 identityId, address newAccount);
    /// @notice No change of account is under way, or it can be completed from then on.
    error RekeyNotReady(uint256 identityId, uint64 readyAt);
    /// @notice Only the identity's account may do this.
    error NotIdentityAccount(uint256 identityId, address caller);

    /// @notice Enrols an account; anyone may send the evidence.
    /// @param account The account to enrol.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param scheme The anchoring verifier.
    /// @param evidence Evidence in the form that the verifier defines.
    /// @return identityId The new identity.
    function enrol(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) external returns (uint256 identityId);

    /// @notice Prolongs an active or lapsed identity with newer evidence of the anchoring scheme; anyone may send it.
    /// @dev After a change of the anchoring scheme this is the way over to the new one, under a new tag.
    /// @param identityId The identity.
    /// @param evidence Evidence for the same account, kind and tag that ends later.
    function renew(uint256 identityId, bytes calldata evidence) external;

    /// @notice Takes back the voice of an identity whose statement ended; anyone may send it.
    /// @param identityId The identity.
    function lapse(uint256 identityId) external;

    /// @notice Revokes an identity for good. Works whatever the member's delegation.
    /// @param identityId The identity.
    function revoke(uint256 identityId) external;

    /// @notice Adds the word of a supporting scheme: raises assurance, gives no voice. Anyone may send it.
    /// @param identityId The identity.
    /// @param scheme A supporting verifier.
    /// @param evidence Evidence for the identity's account and kind.
    function support(uint256 identityId, address scheme, bytes calldata evidence) external;

    /// @notice Asks to move an identity to a new account; anyone may send the evidence.
    /// @param identityId The identity.
    /// @param newAccount An account that never served an identity.
    /// @param evidence Evidence of the identity's scheme for the new account, with the kind and tag enrolled.
    function requestRekey(uint256 identityId, address newAccount, bytes calldata evidence) external;

    /// @notice Refuses the account that is to come; only by the present one.
    /// @param identityId The identity.
    function cancelRekey(uint256 identityId) external;

    /// @notice Moves the identity to its new account after the delay; anyone may send it.
    /// @dev Voice, delegations, credits and receipts follow the identity. The old account has nothing from this block.
    /// @param identityId The identity.
    function completeRekey(uint256 identityId) external;

    /// @notice Suspends an identity: inactive and without voice until the time given. Only by the court.
    /// @dev Of two suspensions the later end holds.
    /// @param identityId The identity.
    /// @param until Unix time at which the suspension ends by itself.
    /// @param caseId The court's case.
    function suspend(uint256 identityId, uint64 until, uint256 caseId) external;

    /// @notice Gives the voice back after a suspension; anyone may send it.
    /// @param identityId The identity.
    function reinstate(uint256 identityId) external;

    /// @notice Gives a scheme a role.
    /// @dev With a new anchoring scheme, enrolment opens when the statements of the one before have run out; until then
    /// those enrolled come over by `renew`.
    /// @param scheme The verifier.
    /// @param role 0 none, 1 supporting, 2 anchoring.
    function setScheme(address scheme, uint8 role) external;

    /// @notice Identity of an account and whether it is active now: everything a gate needs, in one storage read.
    /// @param account The account.
    /// @return identityId 0 when the account acts for none.
    /// @return active True when the identity is active, its statement holds and no suspension runs.
    function standing(address account) external view returns (uint256 identityId, bool active);

    /// @notice Identity for which an account acts.
    /// @param account The account.
    /// @return identityId 0 when it acts for none, also after it was replaced.
    function identityOf(address account) external view returns (uint256 identityId);

    /// @notice Identity for which an account acts or ever acted.
    /// @param account The account.
    /// @return identityId 0 when it never acted for one.
    function boundTo(address account) external view returns (uint256 identityId);

    /// @notice Account that acts for an identity.
    /// @param identityId The identity.
    /// @return account Zero when unknown.
    function accountOf(uint256 identityId) external view returns (address account);

    /// @notice Tells whether an identity is active, its statement holds and no suspension runs.
    /// @param identityId The identity.
    /// @return active True when all three hold.
    function isActive(uint256 identityId) external view returns (bool active);

    /// @notice Kind of an identity.
    /// @param identityId The identity.
    /// @return kind 0 unknown, 1 person, 2 institution.
    function kindOf(uint256 identityId) external view returns (uint8 kind);

    /// @notice The record of an identity.
    /// @param identityId The identity.
    /// @return record All fields, zero when unknown.
    function identity(uint256 identityId) external view returns (Identity memory record);

    /// @notice The change of account under way.
    /// @param identityId The identity.
    /// @return newAccount Zero when there is none.
    /// @return readyAt Unix time from which it can be completed.
    function rekeyOf(uint256 identityId) external view returns (address newAccount, uint64 readyAt);

    /// @notice Number of identities ever enrolled.
    /// @return total Also the last number given.
    function count() external view returns (uint256 total);

    /// @notice Role of a scheme.
    /// @param scheme The verifier.
    /// @return role 0 none, 1 supporting, 2 anchoring.
    function roleOf(address scheme) external view returns (uint8 role);

    /// @notice Tells whether a scheme may vouch at all.
    /// @param scheme The verifier.
    /// @return allowed True when it supports or anchors.
    function isSchemeAllowed(address scheme) external view returns (bool allowed);

    /// @notice The anchoring scheme, and since when it takes new enrolments.
    /// @return scheme Zero when none anchors.
    /// @return opensAt Unix time before which it enrols nobody, 0 for the first one.
    function anchor() external view returns (address scheme, uint64 opensAt);

    /// @notice The numbers set at construction.
    /// @return fixedSettings The settings.
    function settings() external view returns (Settings memory fixedSettings);

    /// @notice The roll of voices that this registry keeps.
    /// @return contributorRoll The roll.
    function roll() external view returns (IContributorRoll contributorRoll);
}
