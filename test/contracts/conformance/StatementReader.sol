// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IFaultProof} from "../../../contracts/work/IFaultProof.sol";

/// @notice Hashes the statements that no contract of the commons reads, as one would that did, and names their signer.
contract StatementReader {
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant DEPOSIT = keccak256(
        "Deposit(string manifest,string register,string tier,string[] terms,bytes32 notice,address contributor,uint64 signedAt,uint64 expiresAt)"
    );
    bytes32 private constant GRANT = keccak256(
        "GrantRequest(string purpose,bytes32 snapshot,bytes32[] deposits,address requester,uint64 expiresAt)"
    );
    bytes32 private constant PROMISE = keccak256(
        "AnchorPromise(string manifest,uint256 logId,uint64 index,uint64 acceptedAt,uint64 deadline)"
    );
    bytes32 private constant ORDER = keccak256(
        "JobOrder(bytes32 jobId,uint256 expertId,bytes32 inputHash,uint64 seed,address gate)"
    );
    bytes32 private constant RECEIPT = keccak256(
        "Receipt(uint16 version,uint64 epoch,uint64 index,bytes32 jobId,address gate,address operator,uint256 expertId,bytes32 modelHash,bytes32 adapterHash,string runtimeClass,bytes32 inputHash,bytes32 outputHash,bytes32 proofRoot,uint64 seed,uint64 units,uint64 startedAt,uint64 finishedAt)"
    );

    struct Domain {
        string name;
        address verifyingContract;
    }

    struct Deposit {
        string manifest;
        string register;
        string tier;
        string[] terms;
        bytes32 notice;
        address contributor;
        uint64 signedAt;
        uint64 expiresAt;
    }

    struct Grant {
        string purpose;
        bytes32 snapshot;
        bytes32[] deposits;
        address requester;
        uint64 expiresAt;
    }

    struct Promise {
        string manifest;
        uint256 logId;
        uint64 index;
        uint64 acceptedAt;
        uint64 deadline;
    }

    struct Order {
        bytes32 jobId;
        uint256 expertId;
        bytes32 inputHash;
        uint64 seed;
        address gate;
    }

    function ofDeposit(Domain calldata domain, Deposit calldata it, bytes calldata by) external view returns (address) {
        bytes32[] memory terms = new bytes32[](it.terms.length);
        for (uint256 i = 0; i < terms.length; ++i) {
            terms[i] = keccak256(bytes(it.terms[i]));
        }
        bytes memory content = abi.encode(
            DEPOSIT,
            keccak256(bytes(it.manifest)),
            keccak256(bytes(it.register)),
            keccak256(bytes(it.tier)),
            keccak256(abi.encodePacked(terms)),
            it.notice,
            it.contributor,
            it.signedAt,
            it.expiresAt
        );
        return _signerOf(domain, content, by);
    }

    function ofGrant(Domain calldata domain, Grant calldata it, bytes calldata by) external view returns (address) {
        bytes32 deposits = keccak256(abi.encodePacked(it.deposits));
        bytes32 purpose = keccak256(bytes(it.purpose));
        return _signerOf(domain, abi.encode(GRANT, purpose, it.snapshot, deposits, it.requester, it.expiresAt), by);
    }

    function ofPromise(Domain calldata domain, Promise calldata it, bytes calldata by) external view returns (address) {
        bytes32 manifest = keccak256(bytes(it.manifest));
        bytes memory content = abi.encode(PROMISE, manifest, it.logId, it.index, it.acceptedAt, it.deadline);
        return _signerOf(domain, content, by);
    }

    function ofOrder(Domain calldata domain, Order calldata it, bytes calldata by) external view returns (address) {
        return _signerOf(domain, abi.encodePacked(ORDER, abi.encode(it)), by);
    }

    function ofReceipt(
        Domain calldata domain,
        IFaultProof.Receipt calldata it,
        bytes calldata by
    ) external view returns (address) {
        bytes memory first = abi.encode(
            RECEIPT,
            it.version,
            it.epoch,
            it.index,
            it.jobId,
            it.gate,
            it.operator,
            it.expertId,
            it.modelHash,
            it.adapterHash
        );
        bytes memory second = abi.encode(
            keccak256(bytes(it.runtimeClass)),
            it.inputHash,
            it.outputHash,
            it.proofRoot,
            it.seed,
            it.units,
            it.startedAt,
            it.finishedAt
        );
        return _signerOf(domain, abi.encodePacked(first, second), by);
    }

    function _signerOf(
        Domain calldata domain,
        bytes memory content,
        bytes calldata signature
    ) private view returns (address) {
        bytes32 separator = keccak256(
            abi.encode(DOMAIN, keccak256(bytes(domain.name)), keccak256("1"), block.chainid, domain.verifyingContract)
        );
        return ECDSA.recover(keccak256(abi.encodePacked(hex"1901", separator, keccak256(content))), signature);
    }
}
