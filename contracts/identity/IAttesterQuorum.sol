// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title Proof of personhood by a quorum of attesting institutions.
/// @notice Evidence is `abi.encode(uint8 kind, bytes32 tag, uint64 validUntil, address[] signers, bytes[] signatures)`,
/// signers in ascending order, each signature over the EIP-712 struct
/// `Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)`.
interface IAttesterQuorum is IPersonhoodVerifier {
    /// @notice What evidence says.
    /// @param kind 1 for a person, 2 for an institution.
    /// @param tag Keyed uniqueness tag.
    /// @param validUntil Unix time at which the statement ends.
    /// @param signers Attesters in ascending order.
    /// @param signatures One per signer.
    struct Evidence {
        uint8 kind;
        bytes32 tag;
        uint64 validUntil;
        address[] signers;
        bytes[] signatures;
    }

    /// @notice An attester joined the set, at construction only.
    /// @param attester Account of the institution.
    event AttesterListed(address indexed attester);

    /// @notice The set is too small for the quorum, or the quorum is zero.
    error QuorumImpossible(uint256 attesters, uint256 quorum);
    /// @notice The attester is listed twice, or is the zero address.
    error AttesterInvalid(address attester);
    /// @notice The evidence is not the encoding described above.
    error EvidenceMalformed(uint256 length);
    /// @notice Fewer signers than the quorum asks for.
    error AttestersTooFew(uint256 signers, uint256 quorum);
    /// @notice Signers and signatures differ in number.
    error SignaturesMismatch(uint256 signers, uint256 signatures);
    /// @notice Signers are not in strictly ascending order, so one could count twice.
    error SignersUnordered(address previous, address signer);
    /// @notice The signer is no attester.
    error AttesterUnknown(address signer);
    /// @notice The signature is not the signer's.
    error AttestationInvalid(address signer);
    /// @notice The statement ended before now.
    error AttestationExpired(uint64 validUntil);

    /// @notice Reads evidence without judging it.
    /// @param evidence The encoding described above; anything else reverts.
    /// @return decoded What it says.
    function decode(bytes calldata evidence) external pure returns (Evidence memory decoded);

    /// @notice Number of signatures needed.
    /// @return k The quorum.
    function quorum() external view returns (uint256 k);

    /// @notice Tells whether the account is an attester.
    /// @param account The account in question.
    /// @return listed True for an attester.
    function isAttester(address account) external view returns (bool listed);

    /// @notice All attesters.
    /// @return list Accounts in the order of construction.
    function attesters() external view returns (address[] memory list);
}
