// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {OneCaller} from "../disputes/OneCaller.sol";
import {TestBase} from "../Vm.sol";

contract AuditLogTest is TestBase {
    address private constant BOARD = address(0xb0);
    AuditLog private _log;

    function setUp() public {
        _log = new AuditLog(address(new OneCaller(BOARD)));
    }

    function test_chainsActsAndReasons() public {
        (bytes32 head, uint64 count) = _log.head();
        assert(head == 0 && count == 0);
        bytes32 first = _next(0, 1, "board.hold", "deposit", 7, "copied");
        vm.expectEmit(address(_log));
        emit AuditLog.Recorded(1, BOARD, "board.hold", "deposit", 7, "copied", first);
        vm.prank(BOARD);
        _log.record("board.hold", "deposit", 7, "copied");
        bytes32 second = _next(first, 2, "court.freeze", "model", 9, "");
        vm.prank(BOARD);
        _log.record("court.freeze", "model", 9, "");
        (head, count) = _log.head();
        assert(head == second && count == 2);
    }

    function test_onlyThoseWithARightRecord() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        _log.record("board.hold", "deposit", 7, "copied");
    }

    /// Whatever differs in one act, the head differs.
    function testFuzz_theHeadBindsEverything(
        bytes32 act,
        bytes32 subject,
        uint256 actor,
        string calldata reason
    ) public {
        AuditLog other = new AuditLog(_log.authority());
        vm.prank(BOARD);
        _log.record(act, subject, actor, reason);
        vm.prank(BOARD);
        other.record(act, subject, actor, string.concat(reason, "."));
        (bytes32 head, ) = _log.head();
        (bytes32 otherHead, ) = other.head();
        assert(head == _next(0, 1, act, subject, actor, reason) && head != otherHead);
    }

    function _next(
        bytes32 head,
        uint256 index,
        bytes32 act,
        bytes32 subject,
        uint256 actor,
        string memory reason
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(head, index, BOARD, act, subject, actor, keccak256(bytes(reason))));
    }
}
