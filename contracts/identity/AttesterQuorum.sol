// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAttesterQuorum} from "./IAttesterQuorum.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title AttesterQuorum
/// @notice k of n institutions attest that an account belongs to one person or institution.
contract AttesterQuorum is IAttesterQuorum, EIP712 {
    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)"
    );

    uint256 private immutable _QUORUM;
    address[] private _attesters;
    mapping(address account => bool) private _listed;

    constructor(address[] memory attesterList, uint256 k) EIP712("Tilth AttesterQuorum", "1") {
        if (k == 0 || k > attesterList.length) revert QuorumImpossible(attesterList.length, k);
        for (uint256 i = 0; i < attesterList.length; ++i) {
            address attester = attesterList[i];
            if (attester == address(0) || _listed[attester]) revert AttesterInvalid(attester);
            _listed[attester] = true;
            emit AttesterListed(attester);
        }
        _attesters = attesterList;
        _QUORUM = k;
    }

    /// @inheritdoc IPersonhoodVerifier
    function scheme() external pure returns (bytes32) {
        return "attester-quorum-1";
    }

    /// @inheritdoc IAttesterQuorum
    function quorum() external view returns (uint256) {
        return _QUORUM;
    }

    /// @inheritdoc IAttesterQuorum
    function isAttester(address account) external view returns (bool) {
        return _listed[account];
    }

    /// @inheritdoc IAttesterQuorum
    function attesters() external view returns (address[] memory) {
        return _attesters;
    }

    /// @inheritdoc IPersonhoodVerifier
    function check(address account, bytes calldata evidence) external view returns (uint8, bytes32, uint64) {
        Evidence memory it = _decode(evidence);
        if (it.validUntil <= block.timestamp) revert AttestationExpired(it.validUntil);
        _checkSigners(
            _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, account, it.kind, it.tag, it.validUntil))),
            it.signers,
            it.signatures
        );
        return (it.kind, it.tag, it.validUntil);
    }

    /// @inheritdoc IAttesterQuorum
    function decode(bytes calldata evidence) external pure returns (Evidence memory decoded) {
        (decoded.kind, decoded.tag, decoded.validUntil, decoded.signers, decoded.signatures) = abi.decode(
            evidence,
            (uint8, bytes32, uint64, address[], bytes[])
        );
    }

    /// @dev Decoding reverts without a reason; only a call can be caught and given one.
    function _decode(bytes calldata evidence) private view returns (Evidence memory) {
        try this.decode(evidence) returns (Evidence memory decoded) {
            return decoded;
        } catch {
            revert EvidenceMalformed(evidence.length);
        }
    }

    function _checkSigners(bytes32 digest, address[] memory signers, bytes[] memory signatures) private view {
        if (signers.length != signatures.length) revert SignaturesMismatch(signers.length, signatures.length);
        if (signers.length < _QUORUM) revert AttestersTooFew(signers.length, _QUORUM);
        address previous = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            address signer = signers[i];
            if (signer <= previous) revert SignersUnordered(previous, signer);
            if (!_listed[signer]) revert AttesterUnknown(signer);
            if (!SignatureChecker.isValidSignatureNow(signer, digest, signatures[i])) revert AttestationInvalid(signer);
            previous = signer;
        }
    }
}
