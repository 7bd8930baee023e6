// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributorRoll} from "../governance/IContributorRoll.sol";

/// @title One record per person or institution.
/// @notice No name, no document, no plain hash of either is kept: only an account and a keyed uniqueness tag.
///
///   (none) --enrol--> active --(time, discredit)--> lapsed --renew--> active
///                     active or lapsed --revokeDouble--> revoked
///
/// Beside its status an identity may be suspended until a time, and may move to a new account:
///
///   requestRekey --(delay)--> completeRekey        requestRekey --cancelRekey--> (as before)
///
/// Nothing of this waits for a transaction: what the clock ends, ends. A person's voice begins and ends with a week:
/// it begins not before the suspension and the probation are over, and ends not later than the statement.
interface IIdentityRegistry {
    /// @notice Numbers that hold for good.
    struct Settings {
        uint32 mostVoices; // most votes of one delegate that count, the own voice included, however large the commons
        uint48 delegationTerm; // seconds for which a voice is lent
        uint48 rekeyDelay; // seconds in which an account can refuse to be replaced
        uint48 maxSuspension; // longest suspension in seconds
        uint48 probation; // seconds from enrolment to the first voice, for all but founders
        uint32 founders; // number of persons, and of institutions, that enrol without probation, rate and quota
        uint16 weeklyRate; // most persons, and most institutions, enrolled in a week, in basis points of the voices
        uint16 attesterQuota; // most seats one attester may sign in a quarter of a year, in basis points of the voices
        uint32 leastQuota; // number of seats below which that quota never falls
    }

    /// @notice The record of one identity.
    struct Identity {
        address account; // the account that acts for it
        uint8 kind; // 1 for a person, 2 for an institution
        address scheme; // the verifier that vouched for it
        uint64 validUntil; // Unix time at which the statement ends
        uint8 status; // 0 none, 1 active, 2 lapsed, 3 revoked
        bytes32 tag; // keyed uniqueness tag under that scheme
        uint64 suspendedUntil; // Unix time at which a suspension ends, 0 without one
        uint64 statedAt; // Unix time at which the statement was brought
        uint64 signers; // slots of the attesters who made it, one bit each
    }

    /// @notice An identity entered the registry.
    /// @param kind 1 for a person, 2 for an institution.
    event Enrolled(uint256 indexed identityId, address indexed account, uint8 kind, address scheme, uint64 validUntil);
    /// @notice A newer statement prolonged an identity.
    event IdentityRenewed(uint256 indexed identityId, uint64 validUntil);
    /// @notice Another anchoring scheme vouches for an identity from now on.
    event IdentityAnchored(uint256 indexed identityId, address indexed scheme);
    /// @notice Those who made an identity's statement are discredited, and its voice was taken back.
    event IdentityLapsed(uint256 indexed identityId);
    /// @notice An identity was revoked for good, as the double of another.
    /// @param first The identity of the same human, which stays.
    event IdentityRevoked(uint256 indexed identityId, uint256 indexed first);
    /// @notice A ruling suspended an identity.
    event IdentitySuspended(uint256 indexed identityId, uint64 until, uint256 indexed caseId);
    /// @notice Attesters vouched for another account of an identity; the present one may refuse until `readyAt`.
    event RekeyRequested(uint256 indexed identityId, address indexed newAccount, uint64 readyAt);
    /// @notice The account of an identity refused to be replaced by this one, for good.
    event RekeyCancelled(uint256 indexed identityId, address indexed newAccount);
    /// @notice An identity moved to another account.
    event Rekeyed(uint256 indexed identityId, address indexed oldAccount, address indexed newAccount);
    /// @notice A scheme vouches from now on, and no other.
    event SchemeSet(address indexed scheme);
    /// @notice The word of an attester counts no more in statements brought since a time.
    event AttesterDiscredited(address indexed scheme, uint8 indexed slot, uint48 since, string reason);

    /// @notice The scheme is not the one that vouches now.
    error SchemeNotAllowed(address scheme);
    /// @notice A scheme is a contract.
    error SchemeInvalid(address scheme);
    /// @notice So many joined this week already.
    error WeekFull(uint256 limit);
    /// @notice The attester signed as many new seats as it may in this quarter; more signers make it free of this.
    error QuotaSpent(uint8 slot, uint256 limit);
    /// @notice Too few of the signers, or of the attesters that would remain, are in good standing.
    error StatementDiscredited(uint256 good, uint256 needed);
    /// @notice There are slots 0 to 63, and a time of discredit is past, and before the one that holds.
    error DiscreditInvalid(uint8 slot, uint48 since);
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
    /// @notice Until then only the identity's own account renews a statement that holds.
    error RenewalEarly(uint256 identityId, uint64 opensAt);
    /// @notice A double is a later identity than the one that stays, and neither is revoked.
    error DoubleInvalid(uint256 first, uint256 second);
    /// @notice A suspension ends in the future, and not later than the longest one.
    error SuspensionInvalid(uint64 until, uint64 latest);
    /// @notice A change of account is under way.
    error RekeyPending(uint256 identityId, address newAccount);
    /// @notice The identity's account refused this one.
    error RekeyRefused(uint256 identityId, address newAccount);
    /// @notice No change of account is under way, or it can be completed from then on.
    error RekeyNotReady(uint256 identityId, uint64 readyAt);
    /// @notice Only the identity's account may do this.
    error NotIdentityAccount(uint256 identityId, address caller);

    /// @notice Enrols an account; anyone may send the evidence. Rate and quota count all but founders.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param scheme The verifier that vouches now.
    /// @param evidence Evidence in the form that the verifier defines.
    function enrol(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) external returns (uint256 identityId);

    /// @notice Prolongs an active or lapsed identity with newer evidence, or heals one whose attesters are discredited.
    /// @dev After a change of the scheme this is the way over to the new one, under a new tag. Anyone may send it in the
    /// last 90 days of a statement and after it. Before, only the account: its signers are those who can fail it later.
    /// @param evidence Evidence for the same account, kind and tag. It ends later than a statement that holds.
    function renew(uint256 identityId, bytes calldata evidence) external;

    /// @notice Takes back the voices of persons whose statements lost their attesters; anyone may send it.
    /// @dev The gates refuse them at once in any case. Identities that are in order, or have no voice, are passed over.
    function lapse(uint256[] calldata identityIds) external returns (uint256 lapsed);

    /// @notice Revokes the later of two identities of one human, for good; anyone may send the evidence.
    /// @dev The first identity stays. The account of the second stays bound to it: it never enrols as another, and keeps
    /// what the revoked may do, such as taking a stake back.
    /// @param first The identity that stays.
    /// @param second The later identity.
    function revokeDouble(uint256 first, uint256 second, bytes calldata evidence) external;

    /// @notice Asks to move an identity to a new account; anyone may send the evidence.
    /// @param newAccount An account that never served an identity.
    /// @param evidence Evidence for the new account, with the kind and tag enrolled, of the scheme that vouches now.
    function requestRekey(uint256 identityId, address newAccount, bytes calldata evidence) external;

    /// @notice Refuses the account that is to come; only by the present one.
    function cancelRekey(uint256 identityId) external;

    /// @notice Moves the identity to its new account after the delay; anyone may send it.
    /// @dev Voice, delegations, credits and receipts follow the identity. The old account has nothing from this block.
    /// Those who vouched for the new account answer for the identity from here on.
    function completeRekey(uint256 identityId) external;

    /// @notice Suspends an identity: inactive until the time given, without voice until the next week. Only by the court.
    /// @dev Of two suspensions the later end holds. It ends by itself.
    function suspend(uint256 identityId, uint64 until, uint256 caseId) external;

    /// @notice Discredits an attester of the scheme: its signature counts in no statement brought since then. Only by vote.
    /// @dev Statements that keep fewer signers than the quorum lapse at every gate at once; others attest again. It is
    /// never taken back, and a quorum of attesters in good standing remains.
    function discredit(uint8 slot, uint48 since, string calldata reason) external;

    /// @notice Makes another scheme the one that vouches. Only by vote.
    /// @dev Enrolment goes on under the new one at once; those enrolled come over by `renew`. Who is found to have come
    /// twice is a double.
    function setScheme(address scheme) external;

    /// @notice Identity of an account and whether it is active now: everything a gate needs, in two storage reads.
    /// @return identityId 0 when the account acts for none.
    function standing(address account) external view returns (uint256 identityId, bool active);
    /// @notice The same, and whether the identity is active with a voice on the roll now; no more is read.
    function membership(address account) external view returns (uint256 identityId, bool active, bool voice);

    /// @notice Identity for which an account acts; 0 when it acts for none, also after it was replaced.
    function identityOf(address account) external view returns (uint256 identityId);
    /// @notice Identity for which an account acts or ever acted; 0 when it never acted for one.
    function boundTo(address account) external view returns (uint256 identityId);
    /// @notice Account that acts for an identity; zero when unknown.
    function accountOf(uint256 identityId) external view returns (address account);
    /// @notice Tells whether an identity is not revoked, its statement holds and no suspension runs.
    function isActive(uint256 identityId) external view returns (bool active);
    /// @notice Kind of an identity; 0 unknown, 1 person, 2 institution.
    function kindOf(uint256 identityId) external view returns (uint8 kind);
    /// @notice The record of an identity.
    function identity(uint256 identityId) external view returns (Identity memory record);

    /// @notice The change of account under way.
    /// @return newAccount Zero when there is none.
    function rekeyOf(uint256 identityId) external view returns (address newAccount, uint64 readyAt);

    /// @notice Number of identities ever enrolled; also the last number given.
    function count() external view returns (uint256 total);
    /// @notice The scheme that vouches now.
    function anchor() external view returns (address scheme);
    /// @notice The numbers set at construction.
    function settings() external view returns (Settings memory fixedSettings);
    /// @notice The roll of voices that this registry keeps.
    function roll() external view returns (IContributorRoll contributorRoll);
}
