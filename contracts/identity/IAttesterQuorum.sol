// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title Proof of personhood by a quorum of attesting institutions.
/// @notice Evidence is `abi.encode(uint8 kind, bytes32 tag, uint64 validUntil, address[] signers, bytes[] signatures)`,
/// signers in ascending order, each signature over the EIP-712 struct
/// `Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)`. Evidence of a double has the same form, of which
/// only the last two count: signatures of more than half of all attesters over `Double(uint256 first,uint256 second)`.
interface IAttesterQuorum is IPersonhoodVerifier {
    /// @notice What evidence says.
    struct Evidence {
        uint8 kind; // 1 for a person, 2 for an institution
        bytes32 tag; // keyed uniqueness tag
        uint64 validUntil; // Unix time at which the statement ends
        address[] signers; // attesters in ascending order
        bytes[] signatures; // one per signer
    }

    /// @notice An attester joined the set.
    event AttesterListed(address indexed attester, uint8 slot);
    /// @notice An attester left the set; what it signed stays said.
    /// @param slot Its slot, which nobody has after it.
    event AttesterRemoved(address indexed attester, uint8 slot);

    /// @notice The set is too small for the quorum, has more than 64 members, or the quorum is zero.
    error QuorumImpossible(uint256 attesters, uint256 quorum);
    /// @notice The attester is listed already, or is the zero address.
    error AttesterInvalid(address attester);
    /// @notice The evidence is not the encoding described above.
    error EvidenceMalformed(uint256 length);
    /// @notice Fewer signers than needed.
    error AttestersTooFew(uint256 signers, uint256 needed);
    /// @notice Signers and signatures differ in number.
    error SignaturesMismatch(uint256 signers, uint256 signatures);
    /// @notice Signers are not in strictly ascending order, so one could count twice.
    error SignersUnordered(address previous, address signer);
    /// @notice The account is no attester.
    error AttesterUnknown(address account);
    /// @notice The signature is not the signer's.
    error AttestationInvalid(address signer);
    /// @notice The statement ended before now.
    error AttestationExpired(uint64 validUntil);
    /// @notice A third of the attesters was replaced in this quarter of a year already.
    error TooManyReplaced(uint256 limit);
    /// @notice All 64 slots were given; the next set is a new scheme.
    error SlotsExhausted();

    /// @notice Puts an institution in the place of another, at most a third of the list in a quarter. Only by vote.
    /// @param next An account that is none. It gets a new slot.
    function replaceAttester(address old, address next) external;

    /// @notice Reads evidence without judging it.
    /// @param evidence The encoding described above; anything else reverts.
    function decode(bytes calldata evidence) external pure returns (Evidence memory decoded);

    /// @notice Tells whether the account is an attester now.
    function isAttester(address account) external view returns (bool listed);
    /// @notice Slot of an attester, 0 to 63; reverts when the account is none now.
    function slotOf(address account) external view returns (uint8 slot);
    /// @notice All attesters; who replaced another stands in its place.
    function attesters() external view returns (address[] memory list);
}
