// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {TestBase} from "../Vm.sol";
import {LogOperators} from "./LogOperators.sol";

/// @notice A deposit log of operator 7, whose account has key 1, and of operator 8, whose account has key 2.
abstract contract LogBase is TestBase {
    bytes32 private constant LOG_HEAD = keccak256("LogHead(uint256 logId,uint64 size,bytes32 root)");
    uint256 internal constant LOG = 7;
    uint256 internal constant OTHER_LOG = 8;
    uint256 internal constant KEY = 1;
    uint256 internal constant OTHER_KEY = 2;

    LogOperators internal _operators;
    DepositLog internal _log;

    function setUp() public virtual {
        _operators = new LogOperators();
        _log = new DepositLog(
            address(_operators),
            IOperatorRegistry(address(_operators)),
            IIdentityRegistry(address(_operators))
        );
        _operators.set(vm.addr(KEY), LOG);
        _operators.set(vm.addr(OTHER_KEY), OTHER_LOG);
    }

    function _anchor(bytes32 root, uint64 size) internal {
        vm.prank(vm.addr(KEY));
        _log.anchor(root, size, "ipfs://batch");
    }

    function _signed(
        uint256 key,
        uint256 logId,
        uint64 size,
        bytes32 root
    ) internal view returns (DepositLog.SignedHead memory) {
        bytes32 structHash = keccak256(abi.encode(LOG_HEAD, logId, size, root));
        bytes memory signature = _sign(key, _domain("Tilth DepositLog", address(_log)), structHash);
        return DepositLog.SignedHead(root, size, vm.addr(key), signature);
    }

    function _signed(uint64 size, bytes32 root) internal view returns (DepositLog.SignedHead memory) {
        return _signed(KEY, LOG, size, root);
    }

    function _newest(uint64 size, bytes32 root) internal pure returns (DepositLog.SignedHead memory) {
        return DepositLog.SignedHead(root, size, address(0), "");
    }

    function _faultOf(uint64 sizeA, bytes32 rootA, uint64 sizeB, bytes32 rootB) internal pure returns (bytes32) {
        bytes32 a = keccak256(abi.encode(sizeA, rootA));
        bytes32 b = keccak256(abi.encode(sizeB, rootB));
        return keccak256(abi.encode(LOG, a < b ? a : b, a < b ? b : a));
    }
}
