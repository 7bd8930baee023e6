// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributorRoll} from "../governance/IContributorRoll.sol";

/// @title One record per person or institution.
/// @notice No name, no document, no plain hash of either is kept: only an account and a keyed uniqueness tag.
///
///   (none) --enrol--> active --lapse--> lapsed --renew--> active
///                     active --revoke--> revoked          lapsed --revoke--> revoked
interface IIdentityRegistry {
    /// @notice The record of one identity.
    /// @param account The account that acts for it.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param scheme The verifier that vouched for it.
    /// @param validUntil Unix time at which the statement ends.
    /// @param status 0 none, 1 active, 2 lapsed, 3 revoked.
    /// @param tag Keyed uniqueness tag under that scheme.
    struct Identity {
        address account;
        uint8 kind;
        address scheme;
        uint64 validUntil;
        uint8 status;
        bytes32 tag;
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
    /// @notice An identity's statement ended and its voice was taken back.
    /// @param identityId The identity.
    event IdentityLapsed(uint256 indexed identityId);
    /// @notice An identity was revoked for good.
    /// @param identityId The identity.
    event IdentityRevoked(uint256 indexed identityId);
    /// @notice A scheme was allowed or disallowed for new enrolments.
    /// @param scheme The verifier.
    /// @param allowed Whether it may vouch from now on.
    event SchemeAllowed(address indexed scheme, bool allowed);

    /// @notice The scheme may not vouch.
    error SchemeNotAllowed(address scheme);
    /// @notice Kind must be 1 or 2 and agree with the evidence.
    error KindInvalid(uint8 kind, uint8 vouched);
    /// @notice The account is bound to an identity already.
    error AccountBound(address account, uint256 identityId);
    /// @notice The tag served another identity already.
    error TagUsed(bytes32 tag, uint256 identityId);
    /// @notice No identity has this number.
    error IdentityUnknown(uint256 identityId);
    /// @notice The identity's status does not allow this.
    error IdentityStatusInvalid(uint256 identityId, uint8 status);
    /// @notice The evidence speaks of another tag than the one enrolled.
    error TagMismatch(bytes32 enrolled, bytes32 vouched);
    /// @notice The new statement does not end later than the old one.
    error NotLater(uint64 current, uint64 proposed);
    /// @notice The statement still holds.
    error StillValid(uint256 identityId, uint64 validUntil);

    /// @notice Enrols an account; anyone may send the evidence.
    /// @param account The account to enrol.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param scheme An allowed verifier.
    /// @param evidence Evidence in the form that the verifier defines.
    /// @return identityId The new identity.
    function enrol(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) external returns (uint256 identityId);

    /// @notice Prolongs an active or lapsed identity with newer evidence of its own scheme; anyone may send it.
    /// @param identityId The identity.
    /// @param evidence Evidence for the same account, kind and tag that ends later.
    function renew(uint256 identityId, bytes calldata evidence) external;

    /// @notice Takes back the voice of an identity whose statement ended; anyone may send it.
    /// @param identityId The identity.
    function lapse(uint256 identityId) external;

    /// @notice Revokes an identity for good. Works whatever the member's delegation.
    /// @param identityId The identity.
    function revoke(uint256 identityId) external;

    /// @notice Allows or disallows a scheme for enrolments and renewals to come.
    /// @param scheme The verifier.
    /// @param allowed Whether it may vouch.
    function allowScheme(address scheme, bool allowed) external;

    /// @notice Identity of an account.
    /// @param account The account.
    /// @return identityId 0 when the account has none.
    function identityOf(address account) external view returns (uint256 identityId);

    /// @notice Tells whether an identity is active and its statement holds now.
    /// @param identityId The identity.
    /// @return active True when both hold.
    function isActive(uint256 identityId) external view returns (bool active);

    /// @notice The record of an identity.
    /// @param identityId The identity.
    /// @return record All fields, zero when unknown.
    function identity(uint256 identityId) external view returns (Identity memory record);

    /// @notice Number of identities ever enrolled.
    /// @return total Also the last number given.
    function count() external view returns (uint256 total);

    /// @notice Tells whether a scheme may vouch.
    /// @param scheme The verifier.
    /// @return allowed True when it may.
    function isSchemeAllowed(address scheme) external view returns (bool allowed);

    /// @notice The roll of voices that this registry keeps.
    /// @return contributorRoll The roll.
    function roll() external view returns (IContributorRoll contributorRoll);
}
