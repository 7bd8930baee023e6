// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title Proof of personhood by a quorum of attesting institutions.
/// @notice Evidence is `abi.encode(uint8 kind, bytes32 tag, uint64 validUntil, address[] signers, bytes[] signatures)`,
/// signers in ascending order, each signature over the EIP-712 struct
/// `Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)`.
interface IAttesterQuorum is IPersonhoodVerifier {
    /// @notice An attester joined the set, at construction only.
    /// @param attester Account of the institution.
    event AttesterListed(address indexed attester);

    /// @notice The set is too small for the quorum, or the quorum is zero.
    error QuorumImpossible(uint256 attesters, uint256 quorum);
    /// @notice The attester is listed twice, or is the zero address.
    error AttesterInvalid(address attester);
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
