// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {IDepositLog} from "../../../contracts/deposits/IDepositLog.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {TestBase} from "../Vm.sol";
import {LogBase} from "./LogBase.sol";
import {LogOperators} from "./LogOperators.sol";

contract DepositLogTest is LogBase {
    bytes32 private constant ONE = bytes32(uint256(1));
    bytes32 private constant TWO = bytes32(uint256(2));

    function _assertHead(uint256 logId, bytes32 root, uint64 size, uint64 time) private view {
        (bytes32 isRoot, uint64 isSize, uint64 isTime) = _log.head(logId);
        assert(isRoot == root && isSize == size && isTime == time);
    }

    function test_aLogBeginsEmpty() public view {
        _assertHead(LOG, 0, 0, 0);
        assert(_log.faultsOf(LOG) == 0);
    }

    function test_headsOfALogFormOneChain() public {
        vm.warp(1_000);
        vm.expectEmit(address(_log));
        emit IDepositLog.Anchored(LOG, 1, ONE, 0, "ipfs://batch");
        _anchor(ONE, 1);
        _assertHead(LOG, ONE, 1, 1_000);

        vm.warp(1_007);
        vm.expectEmit(address(_log));
        emit IDepositLog.Anchored(LOG, type(uint64).max, TWO, ONE, "ipfs://batch");
        _anchor(TWO, type(uint64).max);
        _assertHead(LOG, TWO, type(uint64).max, 1_007);
    }

    function test_everyOperatorHasALogOfItsOwn() public {
        _anchor(ONE, 5);
        vm.prank(vm.addr(OTHER_KEY));
        _log.anchor(TWO, 3, "");
        _assertHead(OTHER_LOG, TWO, 3, uint64(block.timestamp));
        _assertHead(LOG, ONE, 5, uint64(block.timestamp));
    }

    function test_aLogNeverShrinksNorStandsStill() public {
        vm.expectRevert(abi.encodeWithSelector(IDepositLog.LogNotGrown.selector, LOG, 0, 0));
        _anchor(ONE, 0);
        _anchor(ONE, 5);
        vm.expectRevert(abi.encodeWithSelector(IDepositLog.LogNotGrown.selector, LOG, 5, 5));
        _anchor(TWO, 5);
        vm.expectRevert(abi.encodeWithSelector(IDepositLog.LogNotGrown.selector, LOG, 5, 4));
        _anchor(TWO, 4);
        _assertHead(LOG, ONE, 5, uint64(block.timestamp));
        _anchor(TWO, 6);
    }

    function test_aRootIsNeverZero() public {
        vm.expectRevert(IDepositLog.RootMissing.selector);
        _anchor(0, 5);
    }

    function test_strangersAnchorNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, address(this)));
        _log.anchor(ONE, 1, "");
    }
}

contract LogHandler is TestBase {
    DepositLog public log;
    bool public shrank;
    bool public unchained;
    bool public wrongHead;
    mapping(uint256 logId => uint64) private _sizes;
    mapping(uint256 logId => bytes32) private _newest;

    constructor() {
        LogOperators operators = new LogOperators();
        log = new DepositLog(IOperatorRegistry(address(operators)), IIdentityRegistry(address(operators)));
        for (uint256 id = 1; id <= 3; ++id) operators.set(address(uint160(0x1000 + id)), id);
    }

    function anchor(uint256 who, bytes32 root, uint64 size) external {
        uint256 logId = _bound(who, 1, 3);
        size = _sizes[logId] + uint64(_bound(size, 0, 20)) - (_sizes[logId] > 10 ? 10 : 0);
        vm.recordLogs();
        vm.prank(address(uint160(0x1000 + logId)));
        log.anchor(root, size, "");
        if (size <= _sizes[logId]) shrank = true;
        (, , bytes32 previous, ) = abi.decode(vm.getRecordedLogs()[0].data, (uint64, bytes32, bytes32, string));
        if (previous != _newest[logId]) unchained = true;
        (_sizes[logId], _newest[logId]) = (size, root);
        for (uint256 id = 1; id <= 3; ++id) {
            (bytes32 isRoot, uint64 isSize, ) = log.head(id);
            if (isRoot != _newest[id] || isSize != _sizes[id]) wrongHead = true;
        }
    }
}

contract DepositLogInvariantTest is TestBase {
    LogHandler private _handler;

    function setUp() public {
        _handler = new LogHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_logsOnlyGrowInOneChainOfHeads() public view {
        assert(!_handler.shrank() && !_handler.unchained());
    }

    function invariant_anAnchorMovesItsOwnLogOnly() public view {
        assert(!_handler.wrongHead());
    }
}
