// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @title A Merkle distributor, as projects hand out what was earned off chain.
contract Distributor {
    using BitMaps for BitMaps.BitMap;

    IERC20 private immutable _TOKEN;
    bytes32 private immutable _ROOT;
    BitMaps.BitMap private _claimed;

    event Claimed(uint256 index, address account, uint256 amount);

    error AlreadyClaimed(uint256 index);
    error ProofInvalid(uint256 index);

    constructor(IERC20 token, bytes32 root) {
        _TOKEN = token;
        _ROOT = root;
    }

    function claim(uint256 index, address account, uint256 amount, bytes32[] calldata proof) external {
        if (_claimed.get(index)) revert AlreadyClaimed(index);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(index, account, amount))));
        if (!MerkleProof.verifyCalldata(proof, _ROOT, leaf)) revert ProofInvalid(index);
        _claimed.set(index);
        emit Claimed(index, account, amount);
        _TOKEN.transfer(account, amount);
    }
}
